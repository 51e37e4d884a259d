import type { Span } from '../../core/classification.ts'
import type { Analysis } from '../analysis.ts'
import { forEachPair, PAIR_FEATURE } from './features.ts'
import { softmax, type TopicModel } from './topic-model.ts'
import { addParts, fromParts, inParts, type Share, WordShares } from './word-shares.ts'

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
  const { version, topicIds, bias } = model
  const shares = new WordShares(model)
  const pairs = pairShares(model)
  const sums = new Int32Array(topicIds.length)
  const found = new Float32Array(topicIds.length)

  /** Null for a text without one known feature. Valid until the next text is read. */
  const probabilities = (analysis: Analysis): Float32Array | null => {
    sums.fill(0)
    let square = 0
    for (const { word } of analysis.tokens) square += shares.addTo(sums, word)
    forEachPair(analysis, (left, right) => {
      const pair = pairs.get(left)?.get(right)
      if (pair === undefined) return
      square += pair.square
      addParts(sums, pair.parts, 0)
    })
    if (square === 0) return null
    const length = Math.sqrt(square)
    for (let topic = 0; topic < found.length; topic += 1) found[topic] = fromParts(sums[topic] as number) / length + (bias[topic] as number)
    return softmax(found)
  }
  return {
    version,
    likely(analysis, limit) {
      const all = probabilities(analysis)
      return all === null ? [] : best(all, limit).map((topic) => ({ topicId: topicIds[topic] ?? '', probability: rounded(all[topic]) }))
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

const rounded = (probability = 0): number => Math.round(probability * SHOWN_PARTS) / SHOWN_PARTS
/** More digits would say nothing and be kept for ever. */
const SHOWN_PARTS = 10_000

/** Pairs by their two words, so that asking for one builds no string. */
function pairShares({ vocabulary, topicIds, idf, weights }: TopicModel): ReadonlyMap<string, ReadonlyMap<string, Share>> {
  const table = new Map<string, Map<string, Share>>()
  for (const [name, feature] of vocabulary) {
    const [, left, right] = PAIR_FEATURE.exec(name) ?? []
    if (left === undefined || right === undefined) continue
    const value = idf[feature] ?? 0
    const row = weights.subarray(feature * topicIds.length, (feature + 1) * topicIds.length)
    const share = { parts: Int16Array.from(row, (weight) => inParts(value * weight)), square: value * value }
    table.set(left, (table.get(left) ?? new Map<string, Share>()).set(right, share))
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
