/** True when one edit (insertion, deletion, substitution, neighbouring swap) or none separates the words. */
export const withinOneEdit = (left: string, right: string): boolean => {
  if (Math.abs(left.length - right.length) > 1) return false
  let at = 0
  while (at < left.length && left[at] === right[at]) at += 1
  const rest = (word: string, skip: number): string => word.slice(at + skip)
  return (
    left === right ||
    rest(left, 1) === rest(right, 1) ||
    rest(left, 1) === rest(right, 0) ||
    rest(left, 0) === rest(right, 1) ||
    (left[at] === right[at + 1] && left[at + 1] === right[at] && rest(left, 2) === rest(right, 2))
  )
}

const deletions = (word: string): readonly string[] => [word, ...Array.from(word, (_, at) => word.slice(0, at) + word.slice(at + 1))]

/** Shortest word a typing error is forgiven in: shorter ones have too many neighbours. */
const MIN_LETTERS = 6

/** Finds words of a list that are at most one edit (Damerau-Levenshtein) away, through shared deletions. */
export const fuzzyWords = (words: Iterable<string>): ((word: string) => readonly string[]) => {
  const byDeletion = new Map<string, string[]>()
  for (const word of words) {
    if (word.length < MIN_LETTERS) continue
    for (const key of deletions(word)) {
      const list = byDeletion.get(key)
      if (list === undefined) byDeletion.set(key, [word])
      else list.push(word)
    }
  }
  return (word) => {
    if (word.length < MIN_LETTERS) return []
    const near = new Set(deletions(word).flatMap((key) => byDeletion.get(key) ?? []))
    return [...near].filter((each) => withinOneEdit(each, word))
  }
}
