import type { DatabaseSync } from 'node:sqlite'
import type { Log } from '../../core/log.ts'
import type { StoreReading } from '../../core/store.ts'
import type { Line } from './line.ts'
import { type LogReader, logReader } from './log-reader.ts'
import { longPoll } from './long-poll.ts'
import { wireAppend } from './protocol.ts'
import { EmbeddedSubscription } from './subscription.ts'

/** The log's port over this thread's reader and its line to the writer. */
export function embeddedLog(db: DatabaseSync, line: Line): Log {
  const reader = logReader(db)
  return {
    ...logReads(db, reader),
    ensureTopics: async (specs) => void (await line.ask('ensureTopics', specs)),
    append: async (messages) => (messages.length === 0 ? [] : line.ask('append', wireAppend(messages))),
    subscribe: async (options) => new EmbeddedSubscription(reader, line, options),
    read: (from, options) => longPoll(line, [from.topic], options, () => reader.read(from, options.max)),
    retain: (now) => line.ask('retain', now),
  }
}

/** The reading half by one connection; `read` looks once, whatever it is told to wait: nobody tells it of growth. */
export function logReads(db: DatabaseSync, reader: LogReader = logReader(db)): StoreReading['log'] {
  const topics = db.prepare('SELECT name, partitions, retention_ms FROM topics ORDER BY name')
  return {
    topics: async () =>
      topics.all().map((row) => ({
        name: String(row.name),
        partitions: Number(row.partitions),
        retentionMs: row.retention_ms === null ? null : Number(row.retention_ms),
      })),
    ranges: async (topic) => reader.ranges(topic),
    read: async (from, { max }) => reader.read(from, max),
    committed: async (group, topic) => reader.committed(group, topic),
  }
}
