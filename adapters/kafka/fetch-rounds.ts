import { setTimeout as sleep } from 'node:timers/promises'
import { byLeader } from './leaders.ts'
import { KafkaFailure, type Offset, type Partition, type Protocol, type StoredRecord } from './protocol.ts'

/** What came for one reader; `next` is where it goes on, past transaction marks that are nobody's message. */
export interface Arrival {
  readonly records: readonly StoredRecord[]
  readonly next: number
}

export interface FetchRounds {
  /** Resolves once there is something at or after the offset; with nothing when cancelled. */
  next(from: Offset): { readonly done: Promise<Arrival>; cancel(): void }
  close(): void
}

interface Waiting extends Partition {
  offset: number
  readonly resolve: (arrival: Arrival) => void
}

/** One long poll for all readers of a broker: how long a reader that comes meanwhile has to wait at most. */
const ROUND_MS = 250
const PARTITION_BYTES = 2 ** 20
const RETRY_MS = 200

/** Readers of one connection share requests, because a broker answers a connection one request at a time. */
export function fetchRounds(protocol: Protocol): FetchRounds {
  const waiting = new Set<Waiting>()
  const busy = new Set<number>()
  let closed = false

  const deliver = (one: Waiting, records: readonly StoredRecord[]): void => {
    const fresh = records.filter((record) => record.offset >= one.offset)
    const last = fresh.at(-1)
    if (last === undefined) return
    waiting.delete(one)
    one.resolve({ records: fresh.filter((record) => !record.isControl), next: last.offset + 1 })
  }
  const round = async (leader: number, own: readonly Waiting[]): Promise<void> => {
    // A request names a partition once: from where the reader that is furthest behind stands.
    const once = [...Map.groupBy(own, (one) => `${one.topic}/${one.partition}`).values()].flatMap((readers) => furthestBehind(readers))
    const fetched = await protocol.fetch(
      leader,
      once.map((one) => ({ ...one, maxBytes: PARTITION_BYTES })),
      ROUND_MS,
    )
    for (const { topic, partition, records } of fetched) {
      for (const one of own) if (one.topic === topic && one.partition === partition) deliver(one, records)
    }
  }
  /** A reader behind the oldest kept message goes on with that one. */
  const clamp = async (leader: number, own: readonly Waiting[]): Promise<void> => {
    const [starts, ends] = await Promise.all([protocol.offsets(leader, own, 'start'), protocol.offsets(leader, own, 'end')])
    const within = (found: readonly Offset[], one: Waiting): number =>
      found.find(({ topic, partition }) => topic === one.topic && partition === one.partition)?.offset ?? one.offset
    for (const one of own) one.offset = Math.min(Math.max(one.offset, within(starts, one)), within(ends, one))
  }
  const serve = async (leader: number): Promise<void> => {
    busy.add(leader)
    try {
      for (;;) {
        const own = closed ? [] : ((await byLeader(protocol, [...waiting])).get(leader) ?? [])
        if (own.length === 0) return
        await round(leader, own).catch((error: unknown) => {
          if (error instanceof KafkaFailure && error.code === 'OFFSET_OUT_OF_RANGE') return clamp(leader, own)
          throw error
        })
      }
    } catch {
      await sleep(RETRY_MS)
      await protocol.refresh().catch(() => null)
    } finally {
      busy.delete(leader)
      wake()
    }
  }
  const wake = (): void => {
    if (closed || waiting.size === 0) return
    void byLeader(protocol, [...waiting]).then(
      (leaders) => {
        for (const leader of leaders.keys()) if (!busy.has(leader)) void serve(leader)
      },
      () =>
        sleep(RETRY_MS)
          .then(() => protocol.refresh().catch(() => null))
          .then(wake),
    )
  }

  return {
    next({ topic, partition, offset }) {
      const { promise, resolve } = Promise.withResolvers<Arrival>()
      const one: Waiting = { topic, partition, offset, resolve }
      waiting.add(one)
      wake()
      return {
        done: promise,
        cancel() {
          if (waiting.delete(one)) resolve({ records: [], next: offset })
        },
      }
    },
    close() {
      closed = true
      for (const one of waiting) one.resolve({ records: [], next: one.offset })
      waiting.clear()
    },
  }
}

const furthestBehind = (readers: readonly Waiting[]): readonly Waiting[] => readers.toSorted((a, b) => a.offset - b.offset).slice(0, 1)
