import type { fetchV11, KafkaRecord, MessageRecord, RecordsBatch } from '@platformatic/kafka'
import type { Batch, NewRecord, StoredRecord } from './protocol.ts'

type FetchResponsePartition = fetchV11.FetchResponsePartition

const TRANSACTIONAL = 1 << 4
const CONTROL = 1 << 5

export const messagesOf = ({ topic, partition, records }: Batch): readonly MessageRecord[] =>
  records.map(({ key, value, headers, timestamp }) => ({
    topic,
    partition,
    key,
    value,
    headers: headerBytes(headers),
    timestamp: BigInt(timestamp),
  }))

const headerBytes = (headers: NewRecord['headers']): Map<Buffer, Buffer> =>
  new Map(Object.entries(headers).map(([name, value]) => [Buffer.from(name), Buffer.from(value)]))

/** All records of a fetched partition; a batch may begin before the offset that was asked for. */
export function storedRecords({ records: batches, abortedTransactions }: FetchResponsePartition, from: number): readonly StoredRecord[] {
  const marks = nobodys(batches ?? [], abortedTransactions ?? [])
  return (batches ?? [])
    .flatMap((batch) => batch.records.map((record) => storedRecord(batch, record, marks.has(batch))))
    .filter((record) => record.offset >= from)
}

type Aborted = NonNullable<FetchResponsePartition['abortedTransactions']>

/** Batches that are nobody's message: marks of transactions, and what was written in one that was given up. */
function nobodys(batches: readonly RecordsBatch[], aborted: Aborted): ReadonlySet<RecordsBatch> {
  const waiting = aborted.toSorted((a, b) => Number(a.firstOffset - b.firstOffset))
  const givenUp = new Set<bigint>()
  const marks = new Set<RecordsBatch>()
  for (const batch of batches) {
    const end = batch.firstOffset + BigInt(batch.lastOffsetDelta)
    for (const { producerId } of waiting.splice(0, waiting.filter((one) => one.firstOffset <= end).length)) givenUp.add(producerId)
    if ((batch.attributes & CONTROL) !== 0) {
      marks.add(batch)
      givenUp.delete(batch.producerId)
    } else if ((batch.attributes & TRANSACTIONAL) !== 0 && givenUp.has(batch.producerId)) marks.add(batch)
  }
  return marks
}

const storedRecord = ({ firstOffset, firstTimestamp }: RecordsBatch, record: KafkaRecord, isControl: boolean): StoredRecord => ({
  offset: Number(firstOffset) + record.offsetDelta,
  key: record.key,
  value: record.value,
  timestamp: Number(firstTimestamp + record.timestampDelta),
  headers: Object.fromEntries(record.headers.map(([name, value]) => [String(name ?? ''), String(value ?? '')])),
  isControl,
})
