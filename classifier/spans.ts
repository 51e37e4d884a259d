import type { Evidence, Span } from '../core/classification.ts'

/** A person looks at a few; each is bytes of a message, of which a text of nothing but such words would fill more than a message may have. */
const MOST_SPANS = 200
const WORDLESS = /^[^\p{L}\p{N}]*$/u

/** Spans that together cover all of these: what stands beside each other is one, and of too many the last reaches to the end of them all.
 *  What is to be hidden stays covered to the letter. `spans` in the order of the text. */
export function coveringSpans(text: string, spans: readonly Span[]): readonly Span[] {
  const covering: { start: number; end: number }[] = []
  for (const { start, end } of spans) {
    const last = covering.at(-1)
    const isNext = last === undefined || (covering.length < MOST_SPANS && !WORDLESS.test(text.slice(last.end, start)))
    if (isNext) covering.push({ start, end })
    else last.end = Math.max(last.end, end)
  }
  return covering
}

/** Evidence as a text of this length shows it: what stands in a quoted text has no place there. Words that nothing hides are marked only as
 *  far as anybody looks. */
export function shownIn<T extends { readonly evidence: readonly Evidence[] }>(length: number, one: T): T {
  const isShown = ({ spans }: Evidence): boolean => spans.length <= MOST_SPANS && spans.every(({ end }) => end <= length)
  if (one.evidence.every(isShown)) return one
  const shown = (spans: readonly Span[]): readonly Span[] => spans.filter(({ end }) => end <= length).slice(0, MOST_SPANS)
  return { ...one, evidence: one.evidence.map((each) => ({ ...each, spans: shown(each.spans) })) }
}
