import type { Instant } from '../core/time.ts'

const BANDS = 32
const CAPACITY = 20_000
/** A band shared by more messages than this is a commonplace. */
const COMMONPLACE = 50

interface Entry<T> {
  readonly item: T
  readonly keys: readonly number[]
}

/** The newest messages by locality-sensitive hashing of their fingerprints (32 bands of 2 values), so that a repeat is found without a scan.
 *  Bounded: the oldest leave first. A lost entry costs a suggestion, never a case. */
export interface RecentMessages<T> {
  add(id: string, fingerprint: Uint32Array, item: T): void
  similar(fingerprint: Uint32Array, limit: number): readonly T[]
}

export function recentMessages<T extends { readonly createdAt: Instant }>(): RecentMessages<T> {
  const entries = new Map<string, Entry<T>>()
  const bands = new Map<number, Set<string>>()
  const forget = (id: string): void => {
    for (const key of entries.get(id)?.keys ?? []) {
      const ids = bands.get(key)
      ids?.delete(id)
      if (ids?.size === 0) bands.delete(key)
    }
    entries.delete(id)
  }
  return {
    add(id, fingerprint, item) {
      forget(id)
      const keys = bandKeys(fingerprint)
      entries.set(id, { item, keys })
      for (const key of keys) bands.set(key, (bands.get(key) ?? new Set()).add(id))
      const oldest = entries.size > CAPACITY ? entries.keys().next().value : undefined
      if (oldest !== undefined) forget(oldest)
    },
    similar(fingerprint, limit) {
      const votes = new Map<string, number>()
      for (const key of bandKeys(fingerprint)) {
        const ids = bands.get(key)
        // A greeting that everyone writes says nothing about the matter.
        if (ids === undefined || ids.size > COMMONPLACE) continue
        for (const id of ids) votes.set(id, (votes.get(id) ?? 0) + 1)
      }
      const best = [...votes].toSorted((a, b) => b[1] - a[1]).slice(0, limit)
      return best.flatMap(([id]) => entries.get(id)?.item ?? [])
    },
  }
}

/** One number per band of two values; a chance collision costs one comparison. */
const bandKeys = (fingerprint: Uint32Array): readonly number[] =>
  Array.from({ length: Math.min(BANDS, fingerprint.length >> 1) }, (_, band) => {
    const mixed = Math.imul(fingerprint[band * 2] ?? 0, 0x9e3779b1) ^ Math.imul((fingerprint[band * 2 + 1] ?? 0) + band, 0x85ebca6b)
    return (mixed >>> 0) * BANDS + band
  })
