import type { Position } from '../../core/log.ts'
import type { NewMessage } from '../../core/message.ts'
import { partitionOf } from '../../core/partition.ts'
import { Malformed } from '../../core/errors.ts'
import { assertStorable } from '../../core/storable.ts'
import { asPipelineError, isPassing } from './failures.ts'
import { byLeader, partitionCounts, persistently } from './leaders.ts'
import { type Batch, KafkaFailure, type NewRecord, type Partition, type Protocol } from './protocol.ts'
import { recordOf } from './records.ts'

export interface Appender {
  /** @throws {Malformed} an unknown topic or a value Kafka does not take */
  validate(messages: readonly NewMessage[]): Promise<readonly Partition[]>
  /** @throws as `validate`; nothing is appended then */
  placed(messages: readonly NewMessage[]): Promise<readonly Placed[]>
  append(placed: readonly Placed[]): Promise<readonly Position[]>
  close(): Promise<void>
}

/** A message with the partition its key belongs to. */
export interface Placed extends Partition {
  readonly record: NewRecord
}

interface Pending {
  readonly placed: readonly Placed[]
  readonly resolve: (positions: readonly Position[]) => void
  readonly reject: (error: unknown) => void
}

/** A record batch above the topic's `max.message.bytes` would be refused whole. */
const LARGEST_BATCH = 2 ** 20
const LARGEST_FLUSH = 8 * 2 ** 20
const GIVE_UP_AFTER_MS = 30_000

/** Appends of all callers share requests, one round in flight, so that the order per key holds. What was not acknowledged is sent again:
 *  a message may be there twice, with the same id, but never missing. */
export function appender(protocol: Protocol): Appender {
  const waiting: Pending[] = []
  let flushing: Promise<void> | null = null

  const flush = async (): Promise<void> => {
    while (waiting.length > 0) {
      await settle(protocol, nextRound(waiting))
    }
    flushing = null
  }

  const validate = async (messages: readonly NewMessage[]): Promise<readonly Partition[]> => {
    for (const message of messages) assertStorable(message)
    const counts = await partitionCounts(
      protocol,
      messages.map((message) => message.topic),
    )
    return messages.map(({ topic, key }) => {
      const count = counts.get(topic) ?? 0
      if (count === 0) throw new Malformed(`Topic ${topic} does not exist`, { field: 'topic', value: topic })
      return { topic, partition: partitionOf(key, count) }
    })
  }

  return {
    validate,
    async placed(messages) {
      const places = await validate(messages)
      return messages.map((message, at) => ({ ...(places[at] as Partition), record: recordOf(message) }))
    },
    append(placed) {
      if (placed.length === 0) return Promise.resolve([])
      const { promise, resolve, reject } = Promise.withResolvers<readonly Position[]>()
      waiting.push({ placed, resolve, reject })
      flushing ??= Promise.resolve().then(flush)
      return promise
    },
    async close() {
      await flushing
    },
  }
}

/** Takes as many waiting callers as fit one round, at least one. */
function nextRound(waiting: Pending[]): readonly Pending[] {
  let bytes = 0
  let count = 0
  for (const { placed } of waiting) {
    bytes += placed.reduce((sum, { record }) => sum + record.value.length, 0)
    if (count > 0 && bytes > LARGEST_FLUSH) break
    count += 1
  }
  return waiting.splice(0, count)
}

/** One message that is refused for good fails everything that went with it: half the callers are tried then, and after them the others, so that
 *  the order holds and only the one at fault hears of it. */
async function settle(protocol: Protocol, round: readonly Pending[], offsets: Offsets = new Map()): Promise<void> {
  try {
    await write(
      protocol,
      round.flatMap((one) => one.placed),
      offsets,
    )
    for (const { placed, resolve } of round) resolve(placed.map((one) => positionOf(one, offsets)))
  } catch (error) {
    if (round.length === 1 || isPassing(error)) return refuse(round, error)
    const half = round.length >> 1
    await settle(protocol, round.slice(0, half), offsets)
    await settle(protocol, round.slice(half), offsets)
  }
}

function refuse(round: readonly Pending[], error: unknown): void {
  for (const { reject } of round) reject(asPipelineError(error))
}

/** Where each message that is acknowledged went. */
type Offsets = Map<Placed, number>

const positionOf = (one: Placed, offsets: Offsets): Position => ({
  topic: one.topic,
  partition: one.partition,
  offset: offsets.get(one) ?? -1,
})

/** Writes what is not acknowledged yet, in chunks the broker takes. */
async function write(protocol: Protocol, placed: readonly Placed[], offsets: Offsets): Promise<void> {
  for (const chunk of chunks(placed)) {
    await persistently(protocol, GIVE_UP_AFTER_MS, async () => {
      const missing = chunk.filter((one) => !offsets.has(one))
      const rounds = [...(await byLeader(protocol, batchesOf(missing)))].map(([leader, batches]) =>
        produce(protocol, leader, batches, offsets),
      )
      const failed = (await Promise.allSettled(rounds)).find((one) => one.status === 'rejected')
      if (failed !== undefined) throw failed.reason
    })
  }
}

interface PlacedBatch extends Batch {
  readonly placed: readonly Placed[]
}

const keyOf = ({ topic, partition }: Partition): string => `${topic}/${partition}`

function batchesOf(placed: readonly Placed[]): readonly PlacedBatch[] {
  return [...Map.groupBy(placed, keyOf).values()].flatMap((own) =>
    own[0] === undefined ? [] : [{ topic: own[0].topic, partition: own[0].partition, placed: own, records: own.map((one) => one.record) }],
  )
}

/** An acknowledgement counts for the partitions it names, not for those it leaves out. */
async function produce(protocol: Protocol, leader: number, batches: readonly PlacedBatch[], offsets: Offsets): Promise<void> {
  const written = new Map((await protocol.produce(leader, batches)).map((one) => [keyOf(one), one.baseOffset]))
  for (const batch of batches) {
    const base = written.get(keyOf(batch))
    if (base === undefined || base < 0) throw new KafkaFailure('NOT_ACKNOWLEDGED', `${keyOf(batch)} was left out of the acknowledgement`)
    batch.placed.forEach((one, index) => offsets.set(one, base + index))
  }
}

/** Runs of messages of which no partition gets more than a batch. */
function* chunks(placed: readonly Placed[]): Generator<readonly Placed[]> {
  let chunk: Placed[] = []
  let bytes = new Map<string, number>()
  for (const one of placed) {
    const total = (bytes.get(keyOf(one)) ?? 0) + one.record.value.length
    if (total > LARGEST_BATCH && chunk.length > 0) {
      yield chunk
      chunk = []
      bytes = new Map()
    }
    chunk.push(one)
    bytes.set(keyOf(one), (bytes.get(keyOf(one)) ?? 0) + one.record.value.length)
  }
  if (chunk.length > 0) yield chunk
}
