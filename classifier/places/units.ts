import type { Analysis } from '../analysis.ts'

/** A run of letters or of digits: `62а` and `р-н` are two units each, so that names match however the text is cut into tokens. */
export interface Unit {
  /** Lower case, ё folded. */
  readonly word: string
  readonly start: number
  readonly end: number
  readonly capital: boolean
  readonly digits: boolean
  readonly sentence: number
  /** The character after it. */
  readonly next: string
}

const RUN = /\p{L}+|\d+/gu

/** Words of a name as units see them. */
export const nameWords = (name: string): readonly string[] => name.match(RUN) ?? []

const PLAIN = /^[а-яa-z]+$/

/** Letters and digits of the text in order. */
export const units = (analysis: Analysis): readonly Unit[] => {
  const found: Unit[] = []
  for (const token of analysis.tokens) {
    const add = (word: string, offset: number): void => {
      const start = token.start + offset
      const first = analysis.text[start] ?? ''
      const code = word.charCodeAt(0)
      const digits = code >= 48 && code <= 57
      const end = start + word.length
      const capital = !digits && first !== first.toLowerCase()
      found.push({ word, start, end, capital, digits, sentence: token.sentence, next: analysis.text[end] ?? '' })
    }
    if (PLAIN.test(token.surface)) add(token.surface, 0)
    else for (const match of token.surface.matchAll(RUN)) add(match[0], match.index)
  }
  return found
}
