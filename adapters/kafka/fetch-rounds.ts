import { setTimeout as sleep } from 'node:timers/promises'
import { asUnread, isPassing } from './failures.ts'
import { KafkaFailure, type Offset, type Partition, type Protocol, type StoredRecord } from './protocol.ts'

/** What came for one reader; `next` is where it goes on, past transaction marks that are nobody's message. */
export interface Arrival {
  readonly records: readonly StoredRecord[]
  readonly next: number
}

interface Waiting extends Partition {
  offset: number
  readonly resolve: (arrival: Arrival) => void
  readonly reject: (error: unknown) => void
}

interface Asking {
  readonly waitMs: number
  readonly maxBytes: number
}

/** One long poll for all readers of a broker: how long a reader that comes meanwhile has to wait at most. */
const ROUND_MS = 250
const PARTITION_BYTES = 2 ** 20
/** A broker gives one batch at least, however large it is. */
const ONE_BATCH: Asking = { waitMs: 0, maxBytes: 1 }
const SEVERAL: Asking = { waitMs: ROUND_MS, maxBytes: PARTITION_BYTES }
const RETRY_MS = 200
/** What Kafka and we call the leader of a partition that has none. */
const NOBODY = -1

/** Readers of one connection share requests, because a broker answers a connection one request at a time. */
export class FetchRounds {
  private readonly waiting = new Set<Waiting>()
  private readonly busy = new Set<number>()
  private closed = false
  private looking = false
  private readonly protocol: Protocol

  constructor(protocol: Protocol) {
    this.protocol = protocol
  }

  /** Resolves once there is something at or after the offset; with nothing when cancelled. Rejects when no later try can read it. */
  next({ topic, partition, offset }: Offset): { readonly done: Promise<Arrival>; cancel(): void } {
    const { promise, resolve, reject } = Promise.withResolvers<Arrival>()
    const one: Waiting = { topic, partition, offset, resolve, reject }
    this.waiting.add(one)
    this.wake()
    const cancel = (): void => {
      if (this.waiting.delete(one)) resolve({ records: [], next: offset })
    }
    return { done: promise, cancel }
  }

  close(): void {
    this.closed = true
    for (const one of this.waiting) one.resolve({ records: [], next: one.offset })
    this.waiting.clear()
  }

  private wake(): void {
    if (this.closed || this.waiting.size === 0) return
    void this.led().then((leaders) => {
      for (const leader of leaders.keys()) if (!this.busy.has(leader)) void this.serve(leader)
    })
  }

  /** Readers by the broker that leads their partition. Those whose partition has none hold up nobody: it is looked for meanwhile. */
  private async led(): Promise<ReadonlyMap<number, readonly Waiting[]>> {
    const leaders = await this.protocol.leaders()
    const groups = Map.groupBy(this.waiting, ({ topic, partition }) => leaders.get(topic)?.[partition] ?? NOBODY)
    if (groups.delete(NOBODY)) void this.look()
    return groups
  }

  private async look(): Promise<void> {
    if (this.looking) return
    this.looking = true
    await this.pause()
    this.looking = false
    this.wake()
  }

  private async serve(leader: number): Promise<void> {
    this.busy.add(leader)
    try {
      for (;;) {
        const own = this.closed ? [] : ((await this.led()).get(leader) ?? [])
        if (own.length === 0) return
        await this.round(leader, own, SEVERAL).catch((error: unknown) => this.apart(error, leader, own))
      }
    } catch {
      await this.pause()
    } finally {
      this.busy.delete(leader)
      this.wake()
    }
  }

  private async pause(): Promise<void> {
    await sleep(RETRY_MS)
    await this.protocol.refresh().catch(() => null)
  }

  /** One partition that cannot be read fails the whole answer: each is asked for alone, batch by batch up to the one that is at fault.
   *  @throws what a pause may cure */
  private async apart(failure: unknown, leader: number, own: readonly Waiting[]): Promise<void> {
    if (isPassing(failure)) throw failure
    for (const readers of byPartition(own)) {
      try {
        await this.round(leader, readers, ONE_BATCH)
      } catch (error) {
        if (isPassing(error)) throw error
        for (const one of furthestBehind(readers)) this.refuse(one, error)
      }
    }
  }

  private refuse(one: Waiting, error: unknown): void {
    if (this.waiting.delete(one)) one.reject(asUnread(error, one))
  }

  private async round(leader: number, own: readonly Waiting[], asking: Asking): Promise<void> {
    try {
      await this.ask(leader, own, asking)
    } catch (error) {
      if (!(error instanceof KafkaFailure) || error.code !== 'OFFSET_OUT_OF_RANGE') throw error
      await this.clamp(leader, own)
    }
  }

  private async ask(leader: number, own: readonly Waiting[], { waitMs, maxBytes }: Asking): Promise<void> {
    // A request names a partition once: from where the reader that is furthest behind stands.
    const asked = byPartition(own)
      .flatMap(furthestBehind)
      .map((one) => ({ ...one, maxBytes }))
    for (const { topic, partition, records } of await this.protocol.fetch(leader, asked, waitMs)) {
      for (const one of own) if (one.topic === topic && one.partition === partition) this.deliver(one, records)
    }
  }

  private deliver(one: Waiting, records: readonly StoredRecord[]): void {
    const fresh = records.filter((record) => record.offset >= one.offset)
    const last = fresh.at(-1)
    if (last === undefined) return
    this.waiting.delete(one)
    one.resolve({ records: fresh.filter((record) => !record.isControl), next: last.offset + 1 })
  }

  /** A reader behind the oldest kept message goes on with that one. */
  private async clamp(leader: number, own: readonly Waiting[]): Promise<void> {
    const [starts, ends] = await Promise.all([this.protocol.offsets(leader, own, 'start'), this.protocol.offsets(leader, own, 'end')])
    const within = (found: readonly Offset[], one: Waiting): number =>
      found.find(({ topic, partition }) => topic === one.topic && partition === one.partition)?.offset ?? one.offset
    for (const one of own) one.offset = Math.min(Math.max(one.offset, within(starts, one)), within(ends, one))
  }
}

const byPartition = (readers: readonly Waiting[]): readonly (readonly Waiting[])[] => [
  ...Map.groupBy(readers, ({ topic, partition }) => `${topic}/${partition}`).values(),
]

const furthestBehind = (readers: readonly Waiting[]): readonly Waiting[] => readers.toSorted((a, b) => a.offset - b.offset).slice(0, 1)
