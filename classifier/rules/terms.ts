import { perWord, type Word } from '../word.ts'

/** The words of a rule set, numbered: equal terms of different rules are one term, looked for once. */
export interface Terms {
  /** Any of these lemmas. */
  lemmas(alternatives: readonly string[]): number
  /** The surface form itself. */
  exactly(surface: string): number
  /** Every surface form that begins so. */
  startingWith(stem: string): number
  readonly size: number
  /** How likely a text holds the term, for comparison only: short words are common. */
  commonness(term: number): number
  /** The terms that a word satisfies. Once it is asked, no term may be added. */
  of(word: Word): Int32Array
}

/** Words whose terms are remembered; others are looked up again. */
const REMEMBERED = 2 ** 15
const NONE = new Int32Array(0)

export function terms(): Terms {
  const numbers = new Map<string, number>()
  const commonness: number[] = []
  const byLemma = new Map<string, number[]>()
  const bySurface = new Map<string, number[]>()
  const byStem = new Map<string, number[]>()
  const stemLengths = new Set<number>()

  const numberOf = (kind: string, keys: readonly string[], index: Map<string, number[]>): number => {
    const name = `${kind}:${keys.join('|')}`
    const known = numbers.get(name)
    if (known !== undefined) return known
    const term = numbers.size
    numbers.set(name, term)
    commonness.push(keys.reduce((sum, key) => sum + 1 / key.length ** 2, 0))
    for (const key of keys) index.set(key, [...(index.get(key) ?? []), term])
    return term
  }
  const find = ({ surface, lemmas }: Word): Int32Array => {
    const found = new Set(bySurface.get(surface))
    for (const lemma of lemmas) for (const term of byLemma.get(lemma) ?? []) found.add(term)
    for (const length of stemLengths) for (const term of byStem.get(surface.slice(0, length)) ?? []) found.add(term)
    return found.size === 0 ? NONE : Int32Array.from(found)
  }
  return {
    lemmas: (alternatives) => numberOf('lemma', alternatives.toSorted(), byLemma),
    exactly: (surface) => numberOf('surface', [surface], bySurface),
    startingWith(stem) {
      stemLengths.add(stem.length)
      return numberOf('stem', [stem], byStem)
    },
    get size() {
      return numbers.size
    },
    commonness: (term) => commonness[term] ?? 0,
    of: perWord(REMEMBERED, find),
  }
}
