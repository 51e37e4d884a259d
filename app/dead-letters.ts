import { HEADERS, type LogMessage, type NewMessage } from '../core/message.ts'
import { Malformed } from '../core/errors.ts'
import type { PartitionRange } from '../core/log.ts'
import type { Store, StoreReading } from '../core/store.ts'
import type { Instant } from '../core/time.ts'

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
  const names = (await store.log.topics()).map((spec) => spec.name).filter((name) => name.endsWith('.dead'))
  if (topic !== undefined && !names.includes(topic))
    throw new Malformed(`There is no dead-letter topic ${topic}`, { field: 'topic', value: topic })
  for (const name of topic === undefined ? names : [topic]) {
    for (const range of await store.log.ranges(name)) yield* inPartition(store, name, range)
  }
}

async function* inPartition(store: StoreReading, topic: string, { partition, start, end }: PartitionRange): AsyncGenerator<DeadLetter> {
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

/** Puts a dead letter back on the topic it came from, with its own id, and marks it; message and mark are one settlement.
 *  @throws {Malformed} when it does not say where it came from */
export async function redrive(store: Store, { place, message }: DeadLetter, at: Instant): Promise<void> {
  const topic = message.headers[HEADERS.originTopic]
  if (topic === undefined) throw new Malformed('The dead letter does not say where it came from', { place, field: HEADERS.originTopic })
  await store.settle({
    append: [again(message, topic, place)],
    writes: [{ collection: 'cursors', id: markId(place), value: { redrivenAt: at }, fields: {}, mode: { kind: 'put' } }],
  })
}

const FAILURE_HEADERS: ReadonlySet<string> = new Set([
  HEADERS.errorClass,
  HEADERS.errorMessage,
  HEADERS.errorStage,
  HEADERS.originTopic,
  HEADERS.originPartition,
  HEADERS.originOffset,
])

const again = (message: LogMessage, topic: string, place: string): NewMessage => ({
  topic,
  key: message.key,
  value: message.value,
  at: message.at,
  headers: {
    ...Object.fromEntries(Object.entries(message.headers).filter(([name]) => !FAILURE_HEADERS.has(name))),
    [HEADERS.redriveId]: place,
  },
})
