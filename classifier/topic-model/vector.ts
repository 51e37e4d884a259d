import type { Analysis } from '../analysis.ts'
import { features } from './features.ts'
import type { TopicModel } from './topic-model.ts'

/** Feature numbers with their values, length about 1. */
export interface Vector {
  readonly indices: Int32Array
  readonly values: Float32Array
}

/** Term frequency × idf over the length of the tokens: what training sees. A sum over tokens, so that each word's share can be kept. */
export function vectorOf(analysis: Analysis, { vocabulary, idf }: Pick<TopicModel, 'vocabulary' | 'idf'>): Vector {
  const parts = features(analysis).flatMap((name) => vocabulary.get(name) ?? [])
  const counts = new Map<number, number>()
  for (const index of parts) counts.set(index, (counts.get(index) ?? 0) + 1)
  const length = Math.sqrt(parts.reduce((sum, index) => sum + (idf[index] ?? 0) ** 2, 0)) || 1
  return {
    indices: Int32Array.from(counts.keys()),
    values: Float32Array.from(counts, ([index, count]) => (count * (idf[index] ?? 0)) / length),
  }
}
