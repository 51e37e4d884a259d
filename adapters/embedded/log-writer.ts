import type { DatabaseSync } from 'node:sqlite'
import { Malformed } from '../../core/errors.ts'
import type { Position } from '../../core/log.ts'
import type { NewMessage } from '../../core/message.ts'
import type { Instant } from '../../core/time.ts'
import { partitionOf } from '../../core/partition.ts'
import { assertStorable } from '../../core/storable.ts'
import type { TopicSpec } from '../../core/topics.ts'
import { OFFSETS_PER_PARTITION } from './schema.ts'

const RETAIN_CHUNK = 5000

/** The log's writing half; every call runs inside the writer's transaction. */
export interface LogWriter {
  ensureTopics(specs: readonly TopicSpec[]): void
  partitionsOf(topic: string): number
  append(messages: readonly NewMessage[]): readonly Position[]
  commit(group: string, positions: readonly Position[]): void
  retain(now: Instant): number
  /** Reads the next offsets from the file again, after a rollback. */
  forget(): void
}

export function logWriter(db: DatabaseSync): LogWriter {
  const sql = {
    topic: db.prepare('INSERT INTO topics (name, partitions, retention_ms, about) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING'),
    partition: db.prepare('INSERT INTO partitions (topic, partition) VALUES (?, ?) ON CONFLICT DO NOTHING'),
    allPartitions: db.prepare('SELECT no, topic, partition, next FROM partitions'),
    next: db.prepare('UPDATE partitions SET next = ? WHERE no = ?'),
    message: db.prepare('INSERT INTO messages (id, key, value, headers, at) VALUES (?, ?, ?, ?, ?)'),
    commit: db.prepare(
      'INSERT INTO commits (grp, topic, partition, next) VALUES (?, ?, ?, ?) ON CONFLICT (grp, topic, partition) DO UPDATE SET next = excluded.next',
    ),
    topicsToRetain: db.prepare(
      'SELECT p.no, p.start, p.next, t.retention_ms FROM partitions p JOIN topics t ON t.name = p.topic WHERE t.retention_ms IS NOT NULL',
    ),
    firstKept: db.prepare('SELECT min(id) AS id FROM messages WHERE id >= ? AND id < ? AND at >= ?'),
    drop: db.prepare('DELETE FROM messages WHERE id >= ? AND id < ?'),
    start: db.prepare('UPDATE partitions SET start = ? WHERE no = ?'),
  }
  const topics = new Map<string, { no: number; next: number }[]>()
  /** The cache of next offsets follows the file: a rolled-back settlement must not leave gaps. */
  const reload = (): void => {
    topics.clear()
    for (const row of sql.allPartitions.all()) {
      const list = topics.get(String(row.topic)) ?? []
      list[Number(row.partition)] = { no: Number(row.no), next: Number(row.next) }
      topics.set(String(row.topic), list)
    }
  }
  reload()

  const appendOne = (message: NewMessage): Position => {
    const list = topics.get(message.topic)
    if (list === undefined) throw new Malformed(`Topic ${message.topic} does not exist`, { field: 'topic', value: message.topic })
    const partition = partitionOf(message.key, list.length)
    const target = list[partition]
    if (target === undefined) throw new Error(`Topic ${message.topic} has no partition ${partition}`)
    const offset = target.next
    sql.message.run(target.no * OFFSETS_PER_PARTITION + offset, message.key, message.value, JSON.stringify(message.headers), message.at)
    target.next = offset + 1
    return { topic: message.topic, partition, offset }
  }

  return {
    forget: reload,
    partitionsOf: (topic) => topics.get(topic)?.length ?? 0,
    ensureTopics(specs) {
      for (const spec of specs) {
        sql.topic.run(spec.name, spec.partitions, spec.retentionMs, spec.about)
        if (topics.has(spec.name)) continue
        for (let partition = 0; partition < spec.partitions; partition += 1) sql.partition.run(spec.name, partition)
      }
      reload()
    },
    append(messages) {
      for (const message of messages) assertStorable(message)
      const positions = messages.map(appendOne)
      for (const { no, next } of touched(positions, topics)) sql.next.run(next, no)
      return positions
    },
    commit(group, positions) {
      for (const { topic, partition, offset } of positions) sql.commit.run(group, topic, partition, offset)
    },
    retain(now) {
      let dropped = 0
      for (const row of sql.topicsToRetain.all()) {
        const base = Number(row.no) * OFFSETS_PER_PARTITION
        const end = base + Number(row.next)
        const kept = Number(sql.firstKept.get(base, end, now - Number(row.retention_ms))?.id ?? end)
        const upTo = Math.min(kept, base + Number(row.start) + RETAIN_CHUNK)
        const { changes } = sql.drop.run(base, upTo)
        if (Number(changes) > 0) sql.start.run(upTo - base, Number(row.no))
        dropped += Number(changes)
      }
      return dropped
    },
  }
}

function touched(
  positions: readonly Position[],
  topics: ReadonlyMap<string, readonly { no: number; next: number }[]>,
): Iterable<{ no: number; next: number }> {
  const found = new Map<number, { no: number; next: number }>()
  for (const { topic, partition } of positions) {
    const one = topics.get(topic)?.[partition]
    if (one !== undefined) found.set(one.no, one)
  }
  return found.values()
}
