const BANDS = 32
const CAPACITY = 2 ** 14
const BUCKETS = 2 ** 19
/** A band shared by more messages than this is a commonplace. */
const COMMONPLACE = 50
const NONE = -1

/** The newest messages by locality-sensitive hashing of their fingerprints (32 bands of 2 values), so that a repeat is found without a scan.
 *  Bounded: the oldest leave first. A lost entry costs a suggestion, never a case. */
export interface RecentMessages<T> {
  add(id: string, fingerprint: Uint32Array, item: T): void
  get(id: string): T | undefined
  replace(id: string, item: T): void
  similar(fingerprint: Uint32Array, limit: number): readonly T[]
}

export function recentMessages<T>(): RecentMessages<T> {
  const items = Array.from<{ id: string; item: T } | undefined>({ length: CAPACITY })
  const numbers = new Map<string, number>()
  const chains = bandChains()
  /** Numbers that a newer word about the same message has replaced. */
  const replaced = new Uint8Array(CAPACITY)
  /** Bands shared with the message that is asked about; all zero between two questions. */
  const votes = new Uint8Array(CAPACITY)
  let count = 0

  const entryOf = (number: number) => items[number % CAPACITY]
  const votesOf = (number: number): number => votes[number % CAPACITY] ?? 0
  const isCurrent = (number: number): boolean => replaced[number % CAPACITY] === 0

  return {
    add(id, fingerprint, item) {
      const leaving = items[count % CAPACITY]
      if (leaving !== undefined && numbers.get(leaving.id) === count - CAPACITY) numbers.delete(leaving.id)
      const before = numbers.get(id)
      if (before !== undefined) replaced[before % CAPACITY] = 1
      replaced[count % CAPACITY] = 0
      items[count % CAPACITY] = { id, item }
      numbers.set(id, count)
      for (let band = 0; band < BANDS; band += 1) chains.link(count, band, keyOf(fingerprint, band))
      count += 1
    },
    get(id) {
      const number = numbers.get(id)
      return number === undefined ? undefined : entryOf(number)?.item
    },
    replace(id, item) {
      const number = numbers.get(id)
      if (number !== undefined) items[number % CAPACITY] = { id, item }
    },
    similar(fingerprint, limit) {
      const candidates: number[] = []
      for (let band = 0; band < BANDS; band += 1) {
        const sharing = chains.numbers(band, keyOf(fingerprint, band), count - CAPACITY).filter(isCurrent)
        // A greeting that everyone writes says nothing about the matter.
        if (sharing.length > COMMONPLACE) continue
        for (const number of sharing) {
          if (votesOf(number) === 0) candidates.push(number)
          votes[number % CAPACITY] = votesOf(number) + 1
        }
      }
      const best = candidates.toSorted((a, b) => votesOf(b) - votesOf(a)).slice(0, limit)
      for (const number of candidates) votes[number % CAPACITY] = 0
      return best.flatMap((number) => entryOf(number)?.item ?? [])
    },
  }
}

interface BandChains {
  link(number: number, band: number, key: number): void
  /** Numbers linked under the key, newest first, none below `oldest`, at most one more than a commonplace has. */
  numbers(band: number, key: number, oldest: number): readonly number[]
}

/** Chains of equal bands as in an LZ77 matcher: `heads` holds the newest number of a bucket, `older` the one before it, and what the ring
 *  has overwritten ends a chain. Numbers only: 16 384 messages in 6 MB, and nothing for the garbage collector to walk. */
function bandChains(): BandChains {
  const heads = new Int32Array(BUCKETS).fill(NONE)
  const older = new Int32Array(CAPACITY * BANDS)
  const keys = new Uint32Array(CAPACITY * BANDS)
  return {
    link(number, band, key) {
      const cell = cellOf(number, band)
      keys[cell] = key
      older[cell] = heads[bucketOf(key)] ?? NONE
      heads[bucketOf(key)] = number
    },
    numbers(band, key, oldest) {
      const found: number[] = []
      let number = heads[bucketOf(key)] ?? NONE
      while (number !== NONE && number >= oldest && found.length <= COMMONPLACE) {
        if (keys[cellOf(number, band)] === key) found.push(number)
        number = older[cellOf(number, band)] ?? NONE
      }
      return found
    },
  }
}

const cellOf = (number: number, band: number): number => (number % CAPACITY) * BANDS + band

/** The band's number is part of the key and of its low bits, so that a bucket only ever chains one band. */
function keyOf(fingerprint: Uint32Array, band: number): number {
  const mixed = Math.imul(fingerprint[band * 2] ?? 0, 0x9e3779b1) ^ Math.imul((fingerprint[band * 2 + 1] ?? 0) + band, 0x85ebca6b)
  return ((Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) << 5) | band) >>> 0
}

const bucketOf = (key: number): number => ((key >>> 5) % (BUCKETS / BANDS)) * BANDS + (key & (BANDS - 1))
