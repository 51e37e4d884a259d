import { perWord, type Word } from '../word.ts'
import type { Form } from './place.ts'
import { PLACE_PREPOSITIONS, STRONG_PREPOSITIONS, TYPE_WORDS, type TypeWord } from './type-words.ts'

/** What a word may be in an address, as far as its letters tell. */
export interface Sense {
  /** Forms of places that begin with it, longest first. */
  readonly forms: readonly Form[]
  readonly type: TypeWord | null
  readonly preposition: 'none' | 'weak' | 'strong'
  /** «муниципального», «городского»: may stand between a district's name and its type word. */
  readonly isMunicipal: boolean
}

/** Most words have nothing to do with places. */
export const NO_SENSE: Sense = { forms: [], type: null, preposition: 'none', isMunicipal: false }

export interface Senses {
  of(word: string): Sense
  /** The same, remembered. */
  ofWord(word: Word): Sense
}

const REMEMBERED = 2 ** 15
const MUNICIPAL = /^(муниципальн|городск)/

export function senses(forms: ReadonlyMap<string, readonly Form[]>): Senses {
  const of = (word: string): Sense => {
    const sense: Sense = {
      forms: forms.get(word) ?? NO_SENSE.forms,
      type: TYPE_WORDS.get(word) ?? null,
      preposition: STRONG_PREPOSITIONS.has(word) ? 'strong' : PLACE_PREPOSITIONS.has(word) ? 'weak' : 'none',
      isMunicipal: MUNICIPAL.test(word),
    }
    const isEmpty = sense.forms.length === 0 && sense.type === null && sense.preposition === 'none' && !sense.isMunicipal
    return isEmpty ? NO_SENSE : sense
  }
  return { of, ofWord: perWord(REMEMBERED, ({ surface }) => of(surface)) }
}
