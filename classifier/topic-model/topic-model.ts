import type { Analysis } from '../analysis.ts'
import { features, tokenFeatures } from './features.ts'

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

/** Sublinear term frequency × idf, normalised; unknown features are left out. */
export function vectorOf(names: readonly string[], vocabulary: ReadonlyMap<string, number>, idf: Float32Array): Vector {
  const counts = new Map<number, number>()
  for (const name of names) {
    const index = vocabulary.get(name)
    if (index !== undefined) counts.set(index, (counts.get(index) ?? 0) + 1)
  }
  const indices = Int32Array.from(counts.keys())
  const values = Float32Array.from(counts, ([index, count]) => (1 + Math.log(count)) * (idf[index] ?? 0))
  const length = Math.hypot(...values) || 1
  return { indices, values: values.map((value) => value / length) }
}

/** Probabilities of every topic, in the order of `topicIds`. */
export function scores(model: Pick<TopicModel, 'topicIds' | 'weights' | 'bias'>, { indices, values }: Vector): Float32Array {
  const count = model.topicIds.length
  const sums = Float32Array.from(model.bias)
  for (let at = 0; at < indices.length; at += 1) {
    const row = (indices[at] ?? 0) * count
    const value = values[at] ?? 0
    for (let topic = 0; topic < count; topic += 1) sums[topic] = (sums[topic] ?? 0) + value * (model.weights[row + topic] ?? 0)
  }
  return softmax(sums)
}

export function softmax(sums: Float32Array): Float32Array {
  const most = sums.reduce((best, sum) => Math.max(best, sum), -Infinity)
  const powers = sums.map((sum) => Math.exp(sum - most))
  const total = powers.reduce((sum, power) => sum + power, 0)
  return powers.map((power) => power / total)
}

export interface TopicScore {
  readonly topicId: string
  readonly probability: number
}

/** The likeliest topics, best first; empty for a text without one known feature. */
export function likelyTopics(model: TopicModel, analysis: Analysis, limit: number): readonly TopicScore[] {
  const vector = vectorOf(features(analysis), model.vocabulary, model.idf)
  if (vector.indices.length === 0) return []
  const probabilities = scores(model, vector)
  return model.topicIds
    .map((topicId, index) => ({ topicId, probability: probabilities[index] ?? 0 }))
    .toSorted((a, b) => b.probability - a.probability)
    .slice(0, limit)
}

/** The tokens that spoke most for a topic, strongest first: where they stand. */
export function tokensFor(model: TopicModel, analysis: Analysis, topicId: string, limit: number): readonly { readonly start: number; readonly end: number }[] {
  const topic = model.topicIds.indexOf(topicId)
  const weightOf = (name: string): number => {
    const index = model.vocabulary.get(name)
    return index === undefined ? 0 : (model.idf[index] ?? 0) * (model.weights[index * model.topicIds.length + topic] ?? 0)
  }
  return analysis.tokens
    .map((token) => ({ token, weight: tokenFeatures(token).reduce((sum, name) => sum + weightOf(name), 0) }))
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, limit)
    .map(({ token: { start, end } }) => ({ start, end }))
}
