import type { LogMessage, NewMessage } from '../../core/message.ts'
import type { NewRecord, Partition, StoredRecord } from './protocol.ts'

export const recordOf = ({ key, value, headers, at }: NewMessage): NewRecord => ({
  key: Buffer.from(key),
  value: Buffer.from(value),
  headers,
  timestamp: at,
})

/** A tombstone or a foreign producer's missing key reads as empty text. */
export const messageOf = ({ topic, partition }: Partition, record: StoredRecord): LogMessage => ({
  topic,
  partition,
  offset: record.offset,
  key: record.key?.toString('utf8') ?? '',
  value: record.value?.toString('utf8') ?? '',
  headers: record.headers,
  at: record.timestamp,
})
