import type { Morphology } from './morphology.ts'

export interface Token {
  /** Lower case, ё folded, look-alike letters of another script replaced. */
  readonly surface: string
  readonly raw: string
  /** UTF-16 offsets in the text, half-open. */
  readonly start: number
  readonly end: number
  readonly sentence: number
  readonly lemmas: readonly string[]
}

/** A text as rules, model, place and search see it: one analysis for all. */
export interface Analysis {
  readonly text: string
  readonly tokens: readonly Token[]
}

export type Analyse = (text: string) => Analysis

/** Letters and digits, joined by a hyphen or apostrophe, or by a mask that stands for a letter («х*й»). */
const TOKEN = /[\p{L}\p{N}]+(?:[-'’*@#$][\p{L}\p{N}]+)*/gu
const SENTENCE_END = /[.!?…\n]/
const LOOK_ALIKE: Readonly<Record<string, string>> = {
  a: 'а',
  c: 'с',
  e: 'е',
  k: 'к',
  m: 'м',
  o: 'о',
  p: 'р',
  t: 'т',
  x: 'х',
  y: 'у',
  b: 'в',
  h: 'н',
}
const MIXED = /[a-z].*[а-я]|[а-я].*[a-z]/
const LATIN = /[a-z]/g

function surfaceOf(raw: string): string {
  const lower = raw.toLowerCase().replaceAll('ё', 'е')
  return MIXED.test(lower) ? lower.replaceAll(LATIN, (letter) => LOOK_ALIKE[letter] ?? letter) : lower
}

/** A hyphenated word also means its parts. */
function lemmasOf(surface: string, morphology: Morphology): readonly string[] {
  const whole = morphology.lemmas(surface)
  if (!surface.includes('-')) return whole
  const parts = surface.split('-').filter((part) => part.length > 2)
  return [...new Set([...whole, ...parts.flatMap((part) => morphology.lemmas(part))])]
}

export const analyser =
  (morphology: Morphology): Analyse =>
  (text) => {
    const tokens: Token[] = []
    let sentence = 0
    let end = 0
    for (const match of text.matchAll(TOKEN)) {
      if (tokens.length > 0 && SENTENCE_END.test(text.slice(end, match.index))) sentence += 1
      const raw = match[0]
      const surface = surfaceOf(raw)
      end = match.index + raw.length
      tokens.push({ surface, raw, start: match.index, end, sentence, lemmas: lemmasOf(surface, morphology) })
    }
    return { text, tokens }
  }

/** Every lemma of every token, space separated: what either store indexes. */
export const lemmaText = ({ tokens }: Analysis): string => tokens.map((token) => token.lemmas.join(' ')).join(' ')

/** Lemma alternatives per word of a search. */
export const queryWords = ({ tokens }: Analysis): readonly (readonly string[])[] => tokens.map((token) => token.lemmas)
