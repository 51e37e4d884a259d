import { HEADERS, type LogMessage, type NewMessage } from '../core/message.ts'
import type { KnownPages } from '../collectors/registered.ts'
import { Malformed } from '../core/errors.ts'
import type { PartitionRange } from '../core/log.ts'
import type { Redriven } from '../core/redriven.ts'
import type { Store, StoreReading } from '../core/store.ts'
import type { Instant } from '../core/time.ts'
import { readAgain } from './read-again.ts'

const PAGE = 500

/** A dead letter's place: `posts.dead/0/17`. */
export const placeOf = ({ topic, partition, offset }: LogMessage): string => `${topic}/${partition}/${offset}`

/** One dead letter as tools and the console show it. */
export interface DeadLetter {
  readonly place: string
  readonly at: Instant
  readonly stage: string
  readonly error: string
  readonly reason: string
  readonly redrivenAt: Instant | null
  readonly message: LogMessage
}

/** Every dead letter of a topic (or of all), oldest first. @throws {Malformed} a topic that holds none */
export async function* deadLetters(store: StoreReading, topic?: string): AsyncGenerator<DeadLetter> {
  for (const range of ofTopic(await rangesOf(store), topic)) yield* inPartition(store, range)
}

export interface NewestDeadLetters {
  /** Newest first. */
  readonly items: readonly DeadLetter[]
  /** How many there are in all. */
  readonly total: number
  /** Dead-letter topics that hold any, whichever was asked for. */
  readonly topics: readonly string[]
}

/** The newest dead letters of a topic (or of all). @throws {Malformed} a topic that holds none */
export async function newestDeadLetters(store: StoreReading, topic: string | undefined, limit: number): Promise<NewestDeadLetters> {
  const all = await rangesOf(store)
  const ranges = ofTopic(all, topic)
  const items: DeadLetter[] = []
  for (const range of ranges) {
    const start = Math.max(range.start, range.end - limit)
    for await (const one of inPartition(store, { ...range, start })) items.push(one)
  }
  const newest = items.toSorted((a, b) => b.at - a.at || b.message.offset - a.message.offset).slice(0, limit)
  const total = ranges.reduce((sum, { start, end }) => sum + end - start, 0)
  const topics = [...new Set(all.filter(({ start, end }) => end > start).map((one) => one.topic))]
  return { items: newest, total, topics }
}

async function rangesOf(store: StoreReading): Promise<readonly PartitionRange[]> {
  const names = (await store.log.topics()).map((spec) => spec.name).filter((name) => name.endsWith('.dead'))
  return (await Promise.all(names.map((name) => store.log.ranges(name)))).flat()
}

function ofTopic(all: readonly PartitionRange[], topic: string | undefined): readonly PartitionRange[] {
  const own = topic === undefined ? all : all.filter((one) => one.topic === topic)
  if (topic !== undefined && own.length === 0)
    throw new Malformed(`There is no dead-letter topic ${topic}`, { field: 'topic', value: topic })
  return own
}

async function* inPartition(store: StoreReading, { topic, partition, start, end }: PartitionRange): AsyncGenerator<DeadLetter> {
  for (let offset = start; offset < end;) {
    const messages = await store.log.read({ topic, partition, offset }, { max: PAGE, waitMs: 0 })
    if (messages.length === 0) return
    yield* await Promise.all(messages.map((message) => letter(store, message)))
    offset = (messages.at(-1)?.offset ?? offset) + 1
  }
}

const PLACE = /^(.+\.dead)\/(\d+)\/(\d+)$/

/** The dead letter at a place; null where there is none. */
export async function deadLetterAt(store: StoreReading, place: string): Promise<DeadLetter | null> {
  const [, topic = '', partition, offset] = PLACE.exec(place) ?? []
  const position = { topic, partition: Number(partition), offset: Number(offset) }
  const isKnown = (await store.log.topics()).some((spec) => spec.name === topic && position.partition < spec.partitions)
  const [message] = isKnown ? await store.log.read(position, { max: 1, waitMs: 0 }) : []
  return message === undefined || placeOf(message) !== place ? null : letter(store, message)
}

async function letter(store: StoreReading, message: LogMessage): Promise<DeadLetter> {
  const place = placeOf(message)
  const mark = await store.documents.get<{ redrivenAt: Instant }>('cursors', markId(place))
  return {
    place,
    at: message.at,
    stage: message.headers[HEADERS.errorStage] ?? '',
    error: message.headers[HEADERS.errorClass] ?? '',
    reason: message.headers[HEADERS.errorMessage] ?? '',
    redrivenAt: mark?.value.redrivenAt ?? null,
    message,
  }
}

const markId = (place: string): string => `redriven:${place}`

export interface Redriving {
  readonly at: Instant
  /** What a raw item is read again with. */
  readonly known: KnownPages
}

/** Puts a dead letter back on the topic it came from, with its own id, and marks it; message and mark are one settlement. What a collector has
 *  set aside is a raw item, which nobody reads there: it is read again, or stays, as does a letter that does not say where it came from. */
export async function redrive(store: Store, { place, message }: DeadLetter, { at, known }: Redriving): Promise<Redriven> {
  const { [HEADERS.originTopic]: to, [HEADERS.collector]: collector } = message.headers
  if (to === undefined) return { kind: 'stays', why: 'no-origin', reason: 'The dead letter does not say where it came from' }
  const read = collector === undefined ? [{ ...message, topic: to }] : readAgain(message, collector, known)
  if ('kind' in read) return read
  await store.settle({
    append: read.map((one) => again(one, message.headers[HEADERS.firstFailedAt], place)),
    writes: [{ collection: 'cursors', id: markId(place), value: { redrivenAt: at }, fields: {}, mode: { kind: 'put' } }],
  })
  return { kind: 'gone', to }
}

/** What a letter says of its failure and its place; when it first failed, it goes on saying. */
const FAILURE_HEADERS: ReadonlySet<string> = new Set([
  HEADERS.attempt,
  HEADERS.errorClass,
  HEADERS.errorMessage,
  HEADERS.errorStage,
  HEADERS.originTopic,
  HEADERS.originPartition,
  HEADERS.originOffset,
  HEADERS.originTime,
  HEADERS.worker,
])

const again = ({ topic, key, value, at, headers }: NewMessage, firstFailedAt: string | undefined, place: string): NewMessage => ({
  topic,
  key,
  value,
  at,
  headers: {
    ...Object.fromEntries(Object.entries(headers).filter(([name]) => !FAILURE_HEADERS.has(name))),
    ...(firstFailedAt !== undefined && { [HEADERS.firstFailedAt]: firstFailedAt }),
    [HEADERS.redriveId]: place,
  },
})
