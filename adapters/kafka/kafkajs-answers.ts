import type { FetchedMessage, FetchedPartition } from 'kafkajs/src/cluster/index.js'
import filterAbortedMessages from 'kafkajs/src/consumer/filterAbortedMessages.js'
import type { Offset, Partition, StoredRecord } from './protocol.ts'

/** Requests and answers group partitions by their topic. */
export function byTopic<From extends Partition, To>(
  items: readonly From[],
  part: (item: From) => To,
): { topic: string; partitions: readonly To[] }[] {
  return [...Map.groupBy(items, (item) => item.topic)].map(([topic, own]) => ({ topic, partitions: own.map(part) }))
}

/** Leaders at the index of their partition. */
export function leadersOf(partitions: readonly { readonly partitionId: number; readonly leader: number }[]): readonly number[] {
  const leaders: number[] = []
  for (const { partitionId, leader } of partitions) leaders[partitionId] = leader
  return leaders
}

/** Kafka's −1 means that there is none. */
export const offsetsOf = (
  topics: readonly { topic: string; partitions: readonly { partition: number; offset: string }[] }[],
): readonly Offset[] =>
  topics.flatMap(({ topic, partitions }) =>
    partitions.filter((one) => Number(one.offset) >= 0).map((one) => ({ topic, partition: one.partition, offset: Number(one.offset) })),
  )

/** By name; what has no value is left out. */
export const settingsOf = (
  entries: readonly { readonly configName: string; readonly configValue: string | null }[],
): ReadonlyMap<string, string> =>
  new Map(entries.flatMap(({ configName, configValue }) => (configValue === null ? [] : [[configName, configValue] as const])))

/** Records of a fetched partition. Marks of transactions, and what was written in one that was given up, are nobody's message. */
export function storedRecords({ messages, abortedTransactions }: FetchedPartition): readonly StoredRecord[] {
  const kept = new Set(filterAbortedMessages({ messages, abortedTransactions: abortedTransactions ?? [] }))
  return messages.map((message) => storedRecord(message, message.isControlRecord || !kept.has(message)))
}

const storedRecord = (message: FetchedMessage, isControl: boolean): StoredRecord => ({
  offset: Number(message.offset),
  key: message.key,
  value: message.value,
  timestamp: Number(message.timestamp),
  headers: Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [name, String(Array.isArray(value) ? value.at(-1) : (value ?? ''))]),
  ),
  isControl,
})
