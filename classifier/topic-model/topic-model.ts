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

/** Feature numbers with their values, length about 1. */
export interface Vector {
  readonly indices: Int32Array
  readonly values: Float32Array
}

/** What one token gives every topic, and the square of its length: the same for a surface wherever it stands. */
interface Share {
  readonly sums: Float32Array
  readonly square: number
}

/** Surfaces remembered per model: a quarter of the words of a text are new to it, the rest come again and again. */
const CACHE = 20_000
const caches = new WeakMap<Float32Array, Map<string, Share>>()

function numbersOf(names: readonly string[], vocabulary: TopicModel['vocabulary']): readonly number[] {
  const numbers: number[] = []
  for (const name of names) {
    const number = vocabulary.get(name)
    if (number !== undefined) numbers.push(number)
  }
  return numbers
}

function shareOf(numbers: readonly number[], { topicIds, idf, weights }: TopicModel): Share {
  const sums = new Float32Array(topicIds.length)
  let square = 0
  for (const number of numbers) {
    const value = idf[number] ?? 0
    square += value * value
    addRow(sums, weights, number, value)
  }
  return { sums, square }
}

function tokenShare(token: Token, model: TopicModel): Share {
  const cache = caches.get(model.weights) ?? new Map<string, Share>()
  caches.set(model.weights, cache)
  const known = cache.get(token.surface)
  if (known !== undefined) return known
  const own = shareOf(numbersOf(tokenFeatures(token), model.vocabulary), model)
  if (cache.size >= CACHE) cache.clear()
  cache.set(token.surface, own)
  return own
}

/** Adds `value` times the feature's row of weights. */
export function addRow(sums: Float32Array, weights: Float32Array, feature: number, value: number): void {
  const row = feature * sums.length
  for (let topic = 0; topic < sums.length; topic += 1) sums[topic] = (sums[topic] as number) + value * (weights[row + topic] as number)
}

/** Term frequency × idf over the length of the tokens: what training sees. A sum over tokens, so that each token's share can be kept. */
export function vectorOf(analysis: Analysis, { vocabulary, idf }: Pick<TopicModel, 'vocabulary' | 'idf'>): Vector {
  const parts = [...analysis.tokens.map(tokenFeatures), lemmaPairs(analysis)].flatMap((names) => numbersOf(names, vocabulary))
  const counts = new Map<number, number>()
  for (const index of parts) counts.set(index, (counts.get(index) ?? 0) + 1)
  const length = Math.sqrt(parts.reduce((sum, index) => sum + (idf[index] ?? 0) ** 2, 0)) || 1
  return {
    indices: Int32Array.from(counts.keys()),
    values: Float32Array.from(counts, ([index, count]) => (count * (idf[index] ?? 0)) / length),
  }
}

/** Probabilities of every topic, in the order of `topicIds`; null for a text without one known feature. */
function probabilities(model: TopicModel, analysis: Analysis): Float32Array | null {
  const shares = analysis.tokens.map((token) => tokenShare(token, model))
  shares.push(shareOf(numbersOf(lemmaPairs(analysis), model.vocabulary), model))
  let square = 0
  for (const share of shares) square += share.square
  if (square === 0) return null
  const length = Math.sqrt(square)
  const sums = new Float32Array(model.topicIds.length)
  for (const share of shares) addRow(sums, share.sums, 0, 1)
  return softmax(sums.map((sum, topic) => sum / length + (model.bias[topic] ?? 0)))
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
  const best: { topicId: string; probability: number }[] = []
  for (const [index, probability] of (probabilities(model, analysis) ?? []).entries()) {
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
  return analysis.tokens
    .map((token) => ({ token, weight: tokenShare(token, model).sums[topic] ?? 0 }))
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, limit)
    .map(({ token: { start, end } }) => ({ start, end }))
}
