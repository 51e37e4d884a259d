import type { Analysis, Token } from '../analysis.ts'
import { isCapital, LETTER, signsOf } from '../letters.ts'
import { NO_SENSE, type Sense, type Senses } from './sense.ts'

/** A run of letters or of digits: `62а` and `р-н` are two units each, so that names match however the text is cut into tokens. */
export interface Unit {
  /** Lower case, ё folded. */
  readonly word: string
  readonly sense: Sense
  readonly start: number
  readonly end: number
  readonly capital: boolean
  readonly digits: boolean
  /** The character after it. */
  readonly next: string
  /** Whether a sentence, a part of it or a line ends before the next word. */
  readonly endsSentence: boolean
}

const RUN = /\p{L}+|\d+/gu
const PLAIN = /^(?:[а-яa-z]+|\d+)$/
const BEYOND: Unit = { word: '', sense: NO_SENSE, start: 0, end: 0, capital: false, digits: false, next: '', endsSentence: true }

/** Words of a name as units see them. */
export const nameWords = (name: string): readonly string[] => name.match(RUN) ?? []

/** Letters and digits of the text in order. */
export function units({ text, tokens }: Analysis, senses: Senses): readonly Unit[] {
  const found: Unit[] = []
  for (const token of tokens) {
    const { word } = token
    if (PLAIN.test(word.surface)) found.push(unitOf(text, token.start, word.surface, senses.ofWord(word)))
    else found.push(...runsOf(text, token, senses))
  }
  return found
}

const runsOf = (text: string, { word, start }: Token, senses: Senses): readonly Unit[] =>
  [...word.surface.matchAll(RUN)].map((match) => unitOf(text, start + match.index, match[0], senses.of(match[0])))

function unitOf(text: string, start: number, word: string, sense: Sense): Unit {
  const code = word.charCodeAt(0)
  const end = start + word.length
  const [capital, digits] = [isCapital(text.charCodeAt(start)), code >= 48 && code <= 57]
  return { word, sense, start, end, capital, digits, next: text[end] ?? '', endsSentence: endsBeforeNext(text, end) }
}

const ENDS = '.,!?;…\r\n'

function endsBeforeNext(text: string, from: number): boolean {
  for (let at = from; at < text.length; at += 1) {
    if (((signsOf[text.charCodeAt(at)] as number) & LETTER) !== 0) return false
    if (ENDS.includes(text.charAt(at))) return true
  }
  return true
}

/** The unit at a place, a wordless one beyond the text. */
export const unitAt = (all: readonly Unit[], at: number): Unit => all[at] ?? BEYOND
