import { BINS, similarity } from '../classifier/fingerprint.ts'

const BANDS = 32
const CAPACITY = 2 ** 14
const BUCKETS = 2 ** 19
/** So many of the newest sharers of a band are looked at: a copy shares all bands with its original, a greeting that everyone writes one. */
const NEWEST = 8
const NONE = -1

export interface Similar<T> {
  readonly item: T
  /** Share of equal bins, 0…1. */
  readonly alike: number
}

/** The newest messages by locality-sensitive hashing of their fingerprints (32 bands of 2 values), so that a repeat is found without a scan.
 *  Bounded: the oldest leave first. A lost entry costs a suggestion, never a case. */
export interface RecentMessages<T> {
  add(id: string, fingerprint: Uint32Array, item: T): void
  /** A newer word about a message that is known. */
  replace(id: string, item: T): void
  similar(fingerprint: Uint32Array, limit: number): readonly Similar<T>[]
}

export function recentMessages<T>(): RecentMessages<T> {
  const items = Array.from<{ id: string; item: T } | undefined>({ length: CAPACITY })
  const numbers = new Map<string, number>()
  const chains = bandChains()
  /** One table: 16 384 small arrays would take twice as much, scattered over the heap. */
  const fingerprints = new Uint32Array(CAPACITY * BINS)
  /** Numbers that a newer word about the same message has replaced. */
  const replaced = new Uint8Array(CAPACITY)
  /** Bands shared with the message that is asked about; all zero between two questions. */
  const votes = new Uint8Array(CAPACITY)
  const sharing = new Int32Array(NEWEST)
  let count = 0

  const entryOf = (number: number) => items[number % CAPACITY]
  const cellsOf = (number: number): number => (number % CAPACITY) * BINS
  const fingerprintOf = (number: number): Uint32Array => fingerprints.subarray(cellsOf(number), cellsOf(number) + BINS)
  const votesOf = (number: number): number => votes[number % CAPACITY] ?? 0
  const vote = (number: number, candidates: number[]): void => {
    if (replaced[number % CAPACITY] === 1) return
    if (votesOf(number) === 0) candidates.push(number)
    votes[number % CAPACITY] = votesOf(number) + 1
  }

  return {
    add(id, fingerprint, item) {
      const leaving = items[count % CAPACITY]
      if (leaving !== undefined && numbers.get(leaving.id) === count - CAPACITY) numbers.delete(leaving.id)
      const before = numbers.get(id)
      if (before !== undefined) replaced[before % CAPACITY] = 1
      replaced[count % CAPACITY] = 0
      items[count % CAPACITY] = { id, item }
      fingerprints.set(fingerprint, cellsOf(count))
      numbers.set(id, count)
      for (let band = 0; band < BANDS; band += 1) chains.link(count, band, keyOf(fingerprint, band))
      count += 1
    },
    replace(id, item) {
      const number = numbers.get(id)
      if (number !== undefined) items[number % CAPACITY] = { id, item }
    },
    similar(fingerprint, limit) {
      const candidates: number[] = []
      for (let band = 0; band < BANDS; band += 1) {
        const found = chains.find(band, keyOf(fingerprint, band), { oldest: count - CAPACITY, into: sharing })
        for (let at = 0; at < found; at += 1) vote(sharing[at] as number, candidates)
      }
      const best = mostVoted(candidates, votesOf, limit)
      for (const number of candidates) votes[number % CAPACITY] = 0
      return best.flatMap((number) => {
        const entry = entryOf(number)
        return entry === undefined ? [] : { item: entry.item, alike: similarity(fingerprint, fingerprintOf(number)) }
      })
    },
  }
}

/** The first of equals first. There are hundreds of candidates and few are wanted: a sort would cost more than the search. */
function mostVoted(candidates: readonly number[], votesOf: (candidate: number) => number, limit: number): readonly number[] {
  const best: number[] = []
  for (const candidate of candidates) {
    let place = best.length
    while (place > 0 && votesOf(best[place - 1] as number) < votesOf(candidate)) place -= 1
    if (place >= limit) continue
    best.splice(place, 0, candidate)
    if (best.length > limit) best.pop()
  }
  return best
}

interface BandChains {
  link(number: number, band: number, key: number): void
  /** Writes the newest numbers linked under the key, none below `oldest`, as many as have room, and says how many. */
  find(band: number, key: number, within: { readonly oldest: number; readonly into: Int32Array }): number
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
      older[cell] = heads[bucketOf(key)] as number
      heads[bucketOf(key)] = number
    },
    find(band, key, { oldest, into }) {
      let found = 0
      let number = heads[bucketOf(key)] as number
      while (number !== NONE && number >= oldest && found < into.length) {
        const cell = cellOf(number, band)
        if (keys[cell] === key) into[found++] = number
        number = older[cell] as number
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
