import type { Analysis, Token } from '../analysis.ts'

const SHORTEST_GRAM = 3
const LONGEST_GRAM = 5

/** Words that say nothing about a topic. */
const EMPTY = new Set(
  'и в на с по к у о за из от до не что как это а но же бы ли мы вы я он она они то для или так уже при без наш ваш весь этот тот быть который'.split(
    ' ',
  ),
)

const lemmaOf = (token: Token): string => token.lemmas[0] ?? token.surface

/** Features of one token: its lemma and the letters of its surface, so that a typo or an unknown form still counts. */
export function tokenFeatures(token: Token): readonly string[] {
  const found: string[] = []
  const lemma = lemmaOf(token)
  if (!EMPTY.has(lemma)) found.push(`l:${lemma}`)
  const padded = `_${token.surface}_`
  if (token.surface.length < SHORTEST_GRAM || EMPTY.has(lemma)) return found
  for (let size = SHORTEST_GRAM; size <= LONGEST_GRAM; size += 1) {
    for (let at = 0; at + size <= padded.length; at += 1) found.push(`c:${padded.slice(at, at + size)}`)
  }
  return found
}

/** Neighbouring lemmas that mean something. */
export function lemmaPairs({ tokens }: Analysis): readonly string[] {
  const meaning = tokens.map(lemmaOf).filter((lemma) => !EMPTY.has(lemma))
  return meaning.slice(1).map((lemma, index) => `p:${meaning[index]} ${lemma}`)
}

/** Lemmas one by one and in pairs, letters in runs of three to five. */
export const features = (analysis: Analysis): readonly string[] => [...analysis.tokens.flatMap(tokenFeatures), ...lemmaPairs(analysis)]
