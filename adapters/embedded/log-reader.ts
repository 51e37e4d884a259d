import type { DatabaseSync } from 'node:sqlite'
import { Malformed } from '../../core/errors.ts'
import type { PartitionRange, Position } from '../../core/log.ts'
import type { LogMessage } from '../../core/message.ts'
import { unpacked } from '../../core/packed-texts.ts'
import { OFFSETS_PER_PARTITION } from './schema.ts'

/** Reads of the log by this thread's own connection. */
export interface LogReader {
  range(topic: string, partition: number): PartitionRange & { readonly no: number }
  ranges(topic: string): readonly PartitionRange[]
  read(from: Position, max: number): readonly LogMessage[]
  committed(group: string, topic: string): readonly Position[]
}

export function logReader(db: DatabaseSync): LogReader {
  const sql = {
    partitions: db.prepare('SELECT no, partition, start, next FROM partitions WHERE topic = ? ORDER BY partition'),
    partition: db.prepare('SELECT no, partition, start, next FROM partitions WHERE topic = ? AND partition = ?'),
    messages: db.prepare(
      'SELECT id, key, CAST(value AS BLOB) AS value, headers, at FROM messages WHERE id >= ? AND id < ? ORDER BY id LIMIT ?',
    ),
    committed: db.prepare('SELECT partition, next FROM commits WHERE grp = ? AND topic = ? ORDER BY partition'),
  }
  const range = (topic: string, partition: number) => {
    const row = sql.partition.get(topic, partition)
    if (row === undefined) throw new Malformed(`Topic ${topic} has no partition ${partition}`, { field: 'topic', value: topic, partition })
    return { topic, partition, no: Number(row.no), start: Number(row.start), end: Number(row.next) }
  }
  return {
    range,
    ranges: (topic) =>
      sql.partitions
        .all(topic)
        .map((row) => ({ topic, partition: Number(row.partition), start: Number(row.start), end: Number(row.next) })),
    read({ topic, partition, offset }, max) {
      const base = range(topic, partition).no * OFFSETS_PER_PARTITION
      return sql.messages.all(base + Math.max(offset, 0), base + OFFSETS_PER_PARTITION, max).map((row) => ({
        topic,
        partition,
        offset: Number(row.id) - base,
        key: String(row.key),
        value: unpacked(row.value as Uint8Array),
        headers: JSON.parse(String(row.headers)) as Record<string, string>,
        at: Number(row.at),
      }))
    },
    committed: (group, topic) =>
      sql.committed.all(group, topic).map((row) => ({ topic, partition: Number(row.partition), offset: Number(row.next) })),
  }
}
