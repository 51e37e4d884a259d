import type { Analysis } from '../analysis.ts'
import type { Word } from '../word.ts'

const SHORTEST_GRAM = 3
const LONGEST_GRAM = 5

/** Words that say nothing about a topic. */
const EMPTY = new Set(
  'и в на с по к у о за из от до не что как это а но же бы ли мы вы я он она они то для или так уже при без наш ваш весь этот тот быть который'.split(
    ' ',
  ),
)

/** Letters of a longer run that are looked at. */
const LONGEST_READ = 40

/** The first reading, empty for words that say nothing. */
const meaningOf = ({ lemmas }: Word): string => (EMPTY.has(lemmas[0] ?? '') ? '' : (lemmas[0] ?? ''))

/** Features of one word: its lemma and the letters of its surface, so that a typo or an unknown form still counts. */
export function wordFeatures(word: Word): readonly string[] {
  const lemma = meaningOf(word)
  if (lemma === '') return []
  const found = [`l:${lemma}`]
  const padded = `_${word.surface.slice(0, LONGEST_READ)}_`
  if (word.surface.length < SHORTEST_GRAM) return found
  for (let size = SHORTEST_GRAM; size <= LONGEST_GRAM; size += 1) {
    for (let at = 0; at + size <= padded.length; at += 1) found.push(`c:${padded.slice(at, at + size)}`)
  }
  return found
}

/** Calls for every two neighbouring lemmas that mean something. */
export function forEachPair({ tokens }: Analysis, tell: (left: string, right: string) => void): void {
  let left = ''
  for (const { word } of tokens) {
    const right = meaningOf(word)
    if (right === '') continue
    if (left !== '') tell(left, right)
    left = right
  }
}

export const PAIR_FEATURE = /^p:(\S+) (\S+)$/
export const pairFeature = (left: string, right: string): string => `p:${left} ${right}`

/** Lemmas one by one and in pairs, letters in runs of three to five. */
export function features(analysis: Analysis): readonly string[] {
  const found = analysis.tokens.flatMap(({ word }) => wordFeatures(word))
  forEachPair(analysis, (left, right) => found.push(pairFeature(left, right)))
  return found
}
