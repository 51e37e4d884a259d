const SEED = 0x9747b28c
const M = 0x5bd1e995
const encoder = new TextEncoder()

/** MurmurHash2 as Kafka's default partitioner computes it, so that a key keeps its partition when the log moves to Kafka. */
export function murmur2(key: string): number {
  const data = encoder.encode(key)
  let hash = SEED ^ data.length
  const whole = data.length & ~3
  for (let index = 0; index < whole; index += 4) {
    const word = (data[index] ?? 0) | ((data[index + 1] ?? 0) << 8) | ((data[index + 2] ?? 0) << 16) | ((data[index + 3] ?? 0) << 24)
    const mixed = Math.imul(word, M)
    hash = Math.imul(hash, M) ^ Math.imul(mixed ^ (mixed >>> 24), M)
  }
  if (whole < data.length) {
    for (let index = data.length - 1; index >= whole; index -= 1) hash ^= (data[index] ?? 0) << ((index - whole) * 8)
    hash = Math.imul(hash, M)
  }
  hash = Math.imul(hash ^ (hash >>> 13), M)
  return hash ^ (hash >>> 15)
}

/** The partition of a key; an empty key goes to partition 0. */
export const partitionOf = (key: string, partitions: number): number => (key === '' ? 0 : (murmur2(key) & 0x7fffffff) % partitions)
