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

/** Adds `value` times the feature's row of weights. */
export function addRow(sums: Float32Array, weights: Float32Array, feature: number, value: number): void {
  const row = feature * sums.length
  for (let topic = 0; topic < sums.length; topic += 1) sums[topic] = (sums[topic] as number) + value * (weights[row + topic] as number)
}

/** Turns sums into probabilities, in place. */
export function softmax(sums: Float32Array): Float32Array {
  let most = -Infinity
  for (let at = 0; at < sums.length; at += 1) most = Math.max(most, sums[at] as number)
  let total = 0
  for (let at = 0; at < sums.length; at += 1) {
    const power = Math.exp((sums[at] as number) - most)
    sums[at] = power
    total += power
  }
  for (let at = 0; at < sums.length; at += 1) sums[at] = (sums[at] as number) / total
  return sums
}
