import { HIGH_SURROGATE, JOINER, LETTER, MARK, SENTENCE_END, signsOf } from './letters.ts'
import { lexicon } from './lexicon.ts'
import type { Morphology } from './morphology.ts'
import type { Word } from './word.ts'

/** A word where it stands. */
export interface Token {
  readonly word: Word
  /** UTF-16 offsets in the text, half-open. */
  readonly start: number
  readonly end: number
  readonly sentence: number
}

/** A text as rules, model, place and search see it: one analysis for all. */
export interface Analysis {
  readonly text: string
  readonly tokens: readonly Token[]
}

export type Analyse = (text: string) => Analysis

const MASK = '*'

/** Words are runs of letters and digits, joined by a hyphen, an apostrophe or a mask. */
export function analyser(morphology: Morphology): Analyse {
  const words = lexicon(morphology)
  return (text) => {
    const tokens: Token[] = []
    let sentence = 0
    let isOver = false
    for (let start = 0; start < text.length;) {
      const end = wordEnd(text, start)
      if (end === start) {
        isOver ||= ((signsOf[text.charCodeAt(start)] as number) & SENTENCE_END) !== 0
        start += 1
        continue
      }
      if (isOver && tokens.length > 0) sentence += 1
      isOver = false
      tokens.push({ word: words.read(text, start, end), start, end, sentence })
      start = end
    }
    return { text, tokens }
  }
}

/** Where the word ends that begins here; `start` itself when none does. */
function wordEnd(text: string, start: number): number {
  let end = runEnd(text, start)
  if (end === start) return start
  for (;;) {
    const joint = jointEnd(text, end)
    const next = joint === end ? end : runEnd(text, joint)
    if (next <= joint) return end
    end = next
  }
}

/** Behind one joining sign, or behind a row of masks («п***ц»); `start` itself where nothing joins. */
function jointEnd(text: string, start: number): number {
  if (((signsOf[text.charCodeAt(start)] ?? 0) & JOINER) === 0) return start
  let end = start + 1
  while (text[start] === MASK && text[end] === MASK) end += 1
  return end
}

function runEnd(text: string, start: number): number {
  let end = start
  while (end < text.length) {
    const signs = signsOf[text.charCodeAt(end)] as number
    if ((signs & LETTER) !== 0) end += 1
    else if ((signs & MARK) !== 0 && end > start) end += 1
    else if ((signs & HIGH_SURROGATE) !== 0 && isLetter(text.codePointAt(end))) end += 2
    else break
  }
  return end
}

const isLetter = (codePoint: number | undefined): boolean =>
  codePoint !== undefined && /[\p{L}\p{N}]/u.test(String.fromCodePoint(codePoint))

/** Every lemma of every token, space separated: what either store indexes. Each once, since nobody asks how often or where. */
export function lemmaText({ tokens }: Analysis): string {
  const lemmas = new Set<string>()
  for (const { word } of tokens) for (const lemma of word.lemmas) lemmas.add(lemma)
  return [...lemmas].join(' ')
}

/** Lemma alternatives per word of a search. */
export const queryWords = ({ tokens }: Analysis): readonly (readonly string[])[] => tokens.map(({ word }) => word.lemmas)
