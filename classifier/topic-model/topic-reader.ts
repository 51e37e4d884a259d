import type { Span } from '../../core/classification.ts'
import type { Analysis } from '../analysis.ts'
import { forEachPair } from './features.ts'
import { softmax, type TopicModel } from './topic-model.ts'
import { fromParts, inParts, WordShares } from './word-shares.ts'

export interface TopicScore {
  readonly topicId: string
  readonly probability: number
}

/** A model ready to be asked. */
export interface TopicReader {
  readonly version: string
  /** The likeliest topics, best first; empty for a text without one known feature. */
  likely(analysis: Analysis, limit: number): readonly TopicScore[]
  /** Where the words stand that spoke most for a topic, strongest first. */
  speaking(analysis: Analysis, topicId: string, limit: number): readonly Span[]
}

export function topicReader(model: TopicModel): TopicReader {
  const { version, topicIds, idf, weights, bias } = model
  const shares = new WordShares(model)
  const pairs = pairTable(model.vocabulary)
  const sums = new Int32Array(topicIds.length)

  /** Null for a text without one known feature. */
  const probabilities = (analysis: Analysis): Float32Array | null => {
    sums.fill(0)
    let square = 0
    for (const { word } of analysis.tokens) square += shares.addTo(sums, word)
    forEachPair(analysis, (left, right) => {
      const feature = pairs.get(left)?.get(right)
      if (feature === undefined) return
      const value = idf[feature] as number
      const row = feature * sums.length
      square += value * value
      for (let topic = 0; topic < sums.length; topic += 1)
        sums[topic] = (sums[topic] as number) + inParts(value * (weights[row + topic] as number))
    })
    if (square === 0) return null
    const length = Math.sqrt(square)
    return softmax(Float32Array.from(sums, (sum, topic) => fromParts(sum) / length + (bias[topic] as number)))
  }
  return {
    version,
    likely(analysis, limit) {
      const found = probabilities(analysis)
      return found === null ? [] : best(found, limit).map((topic) => ({ topicId: topicIds[topic] ?? '', probability: found[topic] ?? 0 }))
    },
    speaking(analysis, topicId, limit) {
      const topic = topicIds.indexOf(topicId)
      return analysis.tokens
        .map(({ word, start, end }) => ({ weight: shares.of(word, topic), start, end }))
        .filter(({ weight }) => weight > 0)
        .sort((a, b) => b.weight - a.weight)
        .slice(0, limit)
        .map(({ start, end }) => ({ start, end }))
    },
  }
}

/** Pairs by their two words, so that asking for one builds no string. */
function pairTable(vocabulary: TopicModel['vocabulary']): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const table = new Map<string, Map<string, number>>()
  for (const [name, feature] of vocabulary) {
    const [, left, right] = /^p:(\S+) (\S+)$/.exec(name) ?? []
    if (left === undefined || right === undefined) continue
    table.set(left, (table.get(left) ?? new Map<string, number>()).set(right, feature))
  }
  return table
}

/** The places of the greatest values, greatest first. */
function best(values: Float32Array, limit: number): readonly number[] {
  const found: number[] = []
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] as number
    if (found.length === limit && value <= (values[found[limit - 1] as number] as number)) continue
    let place = found.length === limit ? limit - 1 : found.length
    while (place > 0 && (values[found[place - 1] as number] as number) < value) {
      found[place] = found[place - 1] as number
      place -= 1
    }
    found[place] = at
  }
  return found
}
