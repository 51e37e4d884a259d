import type { fetchV11, metadataV9, produceV7 } from '@platformatic/kafka'
import { storedRecords } from './platformatic-records.ts'
import { type Fetched, KafkaFailure, type Offset, type Partition, type Start, type Written } from './protocol.ts'

/** Requests group partitions by their topic. */
export function byTopic<From extends Partition, To>(
  items: readonly From[],
  part: (item: From) => To,
): { name: string; partitions: To[] }[] {
  return [...Map.groupBy(items, (item) => item.topic)].map(([name, own]) => ({ name, partitions: own.map(part) }))
}

/** Topics that can be read and written; one that is just being made has no partitions yet. */
export const leadersOf = (topics: readonly metadataV9.MetadataResponseTopic[]): ReadonlyMap<string, readonly number[]> =>
  new Map(
    topics
      .filter((topic) => !topic.isInternal && topic.partitions.length > 0)
      .map(({ name, partitions }) => [name, partitions.toSorted((a, b) => a.partitionIndex - b.partitionIndex).map((one) => one.leaderId)]),
  )

/** Kafka's −1 means that there is none. */
export function offsetsOf<P extends { readonly partitionIndex: number }>(
  topics: readonly { readonly name: string; readonly partitions: readonly P[] }[],
  offsetOf: (partition: P) => bigint,
): readonly Offset[] {
  return topics
    .flatMap(({ name, partitions }) =>
      partitions.map((one) => ({ topic: name, partition: one.partitionIndex, offset: Number(offsetOf(one)) })),
    )
    .filter((one) => one.offset >= 0)
}

/** By name; what has no value is left out. */
export const settingsOf = (
  configs: readonly { readonly name: string; readonly value?: string | null | undefined }[],
): ReadonlyMap<string, string> => new Map(configs.flatMap(({ name, value }) => (value == null ? [] : [[name, value] as const])))

export function writtenOf(answer: produceV7.ProduceResponse | boolean): readonly Written[] {
  if (typeof answer === 'boolean') throw new KafkaFailure('NOT_ACKNOWLEDGED', 'The broker was not asked for an acknowledgement')
  return answer.responses.flatMap(({ name, partitionResponses }) =>
    partitionResponses.map(({ index, baseOffset }) => ({ topic: name, partition: index, baseOffset: Number(baseOffset) })),
  )
}

export const fetchedOf = ({ responses }: fetchV11.FetchResponse, from: readonly Start[]): readonly Fetched[] =>
  responses.flatMap(({ topicId: topic, partitions }) =>
    partitions.map((one) => {
      const start = from.find((asked) => asked.topic === topic && asked.partition === one.partitionIndex)?.offset ?? 0
      return { topic, partition: one.partitionIndex, records: storedRecords(one, start) }
    }),
  )
