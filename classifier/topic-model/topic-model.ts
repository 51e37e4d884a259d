import type { Analysis, Token } from '../analysis.ts'
import { lemmaPairs, tokenFeatures } from './features.ts'

/** A linear model over weighted features, one column of weights per topic. Plain data: can be kept in a file. */
export interface TopicModel {
  readonly version: string
  readonly topicIds: readonly string[]
  readonly vocabulary: ReadonlyMap<string, number>
  /** Inverse document frequency per feature. */
  readonly idf: Float32Array
  /** `weights[feature * topics + topic]`. */
  readonly weights: Float32Array
  readonly bias: Float32Array
}

/** Feature numbers with their TF-IDF values, length 1. */
export interface Vector {
  readonly indices: Int32Array
  readonly values: Float32Array
}

/** Sublinear term frequency × idf, normalised. */
export function vectorOf(numbers: Iterable<number>, idf: Float32Array): Vector {
  const counts = new Map<number, number>()
  for (const index of numbers) counts.set(index, (counts.get(index) ?? 0) + 1)
  const indices = new Int32Array(counts.size)
  const values = new Float32Array(counts.size)
  let at = 0
  let square = 0
  for (const [index, count] of counts) {
    const value = (1 + Math.log(count)) * (idf[index] ?? 0)
    indices[at] = index
    values[at] = value
    square += value * value
    at += 1
  }
  const length = Math.sqrt(square) || 1
  return { indices, values: values.map((value) => value / length) }
}

/** Tokens remembered per vocabulary: a surface always has the same features. */
const CACHE = 100_000
const caches = new WeakMap<TopicModel['vocabulary'], Map<string, readonly number[]>>()

const numbersOf = (names: readonly string[], vocabulary: TopicModel['vocabulary']): readonly number[] =>
  names.flatMap((name) => vocabulary.get(name) ?? [])

/** Numbers of the known features of one token; a surface always has the same. */
function tokenNumbers(token: Token, vocabulary: TopicModel['vocabulary']): readonly number[] {
  const cache = caches.get(vocabulary) ?? new Map<string, readonly number[]>()
  caches.set(vocabulary, cache)
  const known = cache.get(token.surface)
  if (known !== undefined) return known
  const own = numbersOf(tokenFeatures(token), vocabulary)
  if (cache.size >= CACHE) cache.clear()
  cache.set(token.surface, own)
  return own
}

/** Numbers of the known features of a text; unknown ones are left out. */
export function knownFeatures(analysis: Analysis, vocabulary: TopicModel['vocabulary']): readonly number[] {
  const numbers: number[] = []
  for (const token of analysis.tokens) for (const number of tokenNumbers(token, vocabulary)) numbers.push(number)
  for (const number of numbersOf(lemmaPairs(analysis), vocabulary)) numbers.push(number)
  return numbers
}

/** Probabilities of every topic, in the order of `topicIds`. */
export function scores(
  { topicIds, weights, bias }: Pick<TopicModel, 'topicIds' | 'weights' | 'bias'>,
  { indices, values }: Vector,
): Float32Array {
  const count = topicIds.length
  const sums = Float32Array.from(bias)
  for (let at = 0; at < indices.length; at += 1) {
    const row = (indices[at] as number) * count
    const value = values[at] as number
    for (let topic = 0; topic < count; topic += 1) sums[topic] = (sums[topic] as number) + value * (weights[row + topic] as number)
  }
  return softmax(sums)
}

export function softmax(sums: Float32Array): Float32Array {
  let most = -Infinity
  for (const sum of sums) most = Math.max(most, sum)
  let total = 0
  const powers = sums.map((sum) => Math.exp(sum - most))
  for (const power of powers) total += power
  return powers.map((power) => power / total)
}

export interface TopicScore {
  readonly topicId: string
  readonly probability: number
}

/** The likeliest topics, best first; empty for a text without one known feature. */
export function likelyTopics(model: TopicModel, analysis: Analysis, limit: number): readonly TopicScore[] {
  const vector = vectorOf(knownFeatures(analysis, model.vocabulary), model.idf)
  if (vector.indices.length === 0) return []
  const probabilities = scores(model, vector)
  const best: { topicId: string; probability: number }[] = []
  for (let index = 0; index < probabilities.length; index += 1) {
    const probability = probabilities[index] ?? 0
    if (best.length === limit && probability <= (best.at(-1)?.probability ?? 0)) continue
    best.push({ topicId: model.topicIds[index] ?? '', probability })
    best.sort((a, b) => b.probability - a.probability)
    best.length = Math.min(best.length, limit)
  }
  return best
}

/** The tokens that spoke most for a topic, strongest first: where they stand. */
export function tokensFor(
  model: TopicModel,
  analysis: Analysis,
  topicId: string,
  limit: number,
): readonly { readonly start: number; readonly end: number }[] {
  const topic = model.topicIds.indexOf(topicId)
  const weightOf = (index: number): number => (model.idf[index] ?? 0) * (model.weights[index * model.topicIds.length + topic] ?? 0)
  return analysis.tokens
    .map((token) => ({ token, weight: tokenNumbers(token, model.vocabulary).reduce((sum, index) => sum + weightOf(index), 0) }))
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, limit)
    .map(({ token: { start, end } }) => ({ start, end }))
}
