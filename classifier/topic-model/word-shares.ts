import type { Word } from '../word.ts'
import { wordFeatures } from './features.ts'
import { addRow, type TopicModel } from './topic-model.ts'

/** Words remembered: 12 MB for 187 topics. */
const SLOTS = 2 ** 15
/** Shares are kept as whole numbers of this many parts. A text's sum is divided by its length, some hundreds, so what rounding loses is
 *  below a thousandth; four times as many rows fit into the processor's cache. */
const PARTS = 32
const MOST = 2 ** 15 - 1

/** What a feature gives every topic, in parts, and the square of its length. */
export interface Share {
  readonly parts: Int16Array
  readonly square: number
}

/** What one word gives every topic, the same wherever it stands: found once, then added up. */
export class WordShares {
  private readonly model: TopicModel
  private readonly width: number
  private readonly owners = Array.from<Word | null>({ length: SLOTS }).fill(null)
  private readonly squares = new Float32Array(SLOTS)
  private readonly parts: Int16Array

  constructor(model: TopicModel) {
    this.model = model
    this.width = model.topicIds.length
    this.parts = new Int16Array(SLOTS * this.width)
  }

  /** Adds the word's share to each topic's sum, in parts, and gives the square of its length. */
  addTo(sums: Int32Array, word: Word): number {
    const slot = this.slotOf(word)
    const square = this.squares[slot] as number
    if (square === 0) return 0
    addParts(sums, this.parts, slot * this.width)
    return square
  }

  /** What the word gives one topic. */
  of(word: Word, topic: number): number {
    return (this.parts[this.slotOf(word) * this.width + topic] ?? 0) / PARTS
  }

  private slotOf(word: Word): number {
    const slot = word.number & (SLOTS - 1)
    if (this.owners[slot] !== word) this.learn(word, slot)
    return slot
  }

  private learn(word: Word, slot: number): void {
    const { vocabulary, idf, weights } = this.model
    const sums = new Float32Array(this.width)
    let square = 0
    for (const name of wordFeatures(word)) {
      const feature = vocabulary.get(name)
      if (feature === undefined) continue
      const value = idf[feature] as number
      square += value * value
      addRow(sums, weights, feature, value)
    }
    this.owners[slot] = word
    this.squares[slot] = square
    const row = slot * this.width
    for (let topic = 0; topic < this.width; topic += 1) this.parts[row + topic] = inParts(sums[topic] as number)
  }
}

/** Adds a row of parts. */
export function addParts(sums: Int32Array, parts: Int16Array, row: number): void {
  for (let topic = 0; topic < sums.length; topic += 1) sums[topic] = ((sums[topic] as number) + (parts[row + topic] as number)) | 0
}

export const inParts = (value: number): number => Math.max(-MOST, Math.min(MOST, Math.round(value * PARTS)))
export const fromParts = (parts: number): number => parts / PARTS
