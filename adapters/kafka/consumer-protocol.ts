import type { Partition } from './protocol.ts'

/** Bytes members of a group exchange through the coordinator, as Kafka's own consumers write them (`ConsumerProtocolSubscription` and
 *  `ConsumerProtocolAssignment`, version 0), so that Kafka's tools can show who has what. */
const VERSION = 0

const int16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}
const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
const text = (value: string): Buffer => Buffer.concat([int16(Buffer.byteLength(value)), Buffer.from(value)])
const list = (items: readonly Buffer[]): Buffer => Buffer.concat([int32(items.length), ...items])
const NO_USER_DATA = int32(-1)

export const encodeSubscription = (topics: readonly string[]): Buffer =>
  Buffer.concat([int16(VERSION), list(topics.map(text)), NO_USER_DATA])

export const decodeSubscription = (bytes: Buffer): readonly string[] => {
  const read = reader(bytes)
  read.int16()
  return read.list(read.text)
}

export function encodeAssignment(partitions: readonly Partition[]): Buffer {
  const byTopic = Map.groupBy(partitions, (one) => one.topic)
  const topics = [...byTopic].map(([topic, own]) => Buffer.concat([text(topic), list(own.map((one) => int32(one.partition)))]))
  return Buffer.concat([int16(VERSION), list(topics), NO_USER_DATA])
}

/** An empty assignment is nothing. */
export function decodeAssignment(bytes: Buffer): readonly Partition[] {
  if (bytes.length === 0) return []
  const read = reader(bytes)
  read.int16()
  return read
    .list(() => {
      const topic = read.text()
      return read.list(read.int32).map((partition) => ({ topic, partition }))
    })
    .flat()
}

function reader(bytes: Buffer) {
  let at = 0
  const int16 = (): number => {
    at += 2
    return bytes.readInt16BE(at - 2)
  }
  const int32 = (): number => {
    at += 4
    return bytes.readInt32BE(at - 4)
  }
  const text = (): string => {
    const length = int16()
    at += length
    return bytes.toString('utf8', at - length, at)
  }
  const list = <T>(item: () => T): readonly T[] => Array.from({ length: int32() }, item)
  return { int16, int32, text, list }
}
