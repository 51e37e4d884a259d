import type { Instant } from '../core/time.ts'

const BANDS = 32
const CAPACITY = 20_000

interface Entry<T> {
  readonly item: T
  readonly keys: readonly string[]
}

/** The newest messages by locality-sensitive hashing of their fingerprints (32 bands of 2 values), so that a repeat is found without a scan.
 *  Bounded: the oldest leave first. A lost entry costs a suggestion, never a case. */
export interface RecentMessages<T> {
  add(id: string, fingerprint: Uint32Array, item: T): void
  similar(fingerprint: Uint32Array, limit: number): readonly T[]
}

export function recentMessages<T extends { readonly createdAt: Instant }>(): RecentMessages<T> {
  const entries = new Map<string, Entry<T>>()
  const bands = new Map<string, Set<string>>()
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
      for (const key of bandKeys(fingerprint)) for (const id of bands.get(key) ?? []) votes.set(id, (votes.get(id) ?? 0) + 1)
      const best = [...votes].toSorted((a, b) => b[1] - a[1]).slice(0, limit)
      return best.flatMap(([id]) => entries.get(id)?.item ?? [])
    },
  }
}

const bandKeys = (fingerprint: Uint32Array): readonly string[] =>
  Array.from(
    { length: Math.min(BANDS, fingerprint.length >> 1) },
    (_, band) => `${band}:${fingerprint[band * 2]}:${fingerprint[band * 2 + 1]}`,
  )
