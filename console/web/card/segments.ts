import type { Classification, Evidence } from '../../../core/classification.ts'

export const MARK_KINDS = ['topic', 'place', 'importance', 'refusal'] as const
export type MarkKind = (typeof MARK_KINDS)[number]

/** A marked range of UTF-16 offsets. */
export interface Mark {
  readonly kind: MarkKind
  readonly start: number
  readonly end: number
}

export interface Segment {
  readonly text: string
  readonly kinds: readonly MarkKind[]
}

const spansOf = (kind: MarkKind, evidence: readonly Evidence[]): Mark[] =>
  evidence.flatMap((piece) => piece.spans.map(({ start, end }) => ({ kind, start, end })))

/** What of the text led to the best topic, the place, high importance and each ground of refusal. */
export function marksOf(classification: Classification): readonly Mark[] {
  const important = classification.importance.value === 'high' ? classification.importance.evidence : []
  return [
    ...spansOf('topic', classification.topics[0]?.evidence ?? []),
    ...spansOf('place', classification.place?.evidence ?? []),
    ...spansOf('importance', important),
    ...classification.refusals.flatMap((refusal) => spansOf('refusal', refusal.evidence)),
  ]
}

/** Cuts the text at every mark's edge; together the segments are the whole text. Marks outside it are cut off. */
export function segments(text: string, marks: readonly Mark[]): readonly Segment[] {
  const inside = marks
    .map((mark) => ({ ...mark, start: Math.max(0, mark.start), end: Math.min(text.length, mark.end) }))
    .filter((mark) => mark.start < mark.end)
  const edges = [...new Set([0, text.length, ...inside.flatMap((mark) => [mark.start, mark.end])])].toSorted((a, b) => a - b)
  return edges.slice(1).map((end, index) => {
    const start = edges[index] ?? 0
    const kinds = MARK_KINDS.filter((kind) => inside.some((mark) => mark.kind === kind && mark.start <= start && mark.end >= end))
    return { text: text.slice(start, end), kinds }
  })
}
