/** One spelling, known once for all texts. What follows from its letters alone is found once per word, not once per occurrence. */
export interface Word {
  /** Small and dense: where side tables keep what they know of the word. Another word may get it later. */
  readonly number: number
  /** Lower case, ё folded, look-alike letters of another script replaced. */
  readonly surface: string
  /** Dictionary forms, most frequent reading first; never empty. A hyphenated word also means its parts. */
  readonly lemmas: readonly string[]
}

/**
 * Remembers what `find` said of a word, for the last `slots` words or so (a power of two). Asks again when another word has taken
 * the place, so `find` must be pure.
 */
export function perWord<T>(slots: number, find: (word: Word) => T): (word: Word) => T {
  const owners = Array.from<Word | null>({ length: slots }).fill(null)
  const values = Array.from<T | null>({ length: slots }).fill(null)
  return (word) => {
    const slot = word.number & (slots - 1)
    if (owners[slot] === word) return values[slot] as T
    const found = find(word)
    owners[slot] = word
    values[slot] = found
    return found
  }
}
