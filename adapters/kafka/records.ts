import { isUtf8 } from 'node:buffer'
import { HEADERS, type LogMessage, type NewMessage } from '../../core/message.ts'
import { encoded } from '../../core/text.ts'
import type { NewRecord, Partition, StoredRecord } from './protocol.ts'

export const recordOf = ({ key, value, headers, at }: NewMessage): NewRecord => ({
  key: Buffer.from(key),
  value: encoded(value),
  headers,
  timestamp: at,
})

/** A tombstone or a foreign producer's missing key reads as empty text. A value that is no UTF-8 comes whole, as base64 that says so: no
 *  reader takes it for the text it is not, and it lies among the dead letters as it was sent. */
export const messageOf = ({ topic, partition }: Partition, { offset, key, value, headers, timestamp }: StoredRecord): LogMessage => {
  const isText = value === null || isUtf8(value)
  return {
    topic,
    partition,
    offset,
    key: key?.toString('utf8') ?? '',
    get value() {
      return value?.toString(isText ? 'utf8' : 'base64') ?? ''
    },
    headers: isText ? headers : { ...headers, [HEADERS.rawEncoding]: 'base64' },
    at: timestamp,
  }
}
