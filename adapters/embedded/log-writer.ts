import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { Malformed } from '../../core/errors.ts'
import type { Position } from '../../core/log.ts'
import { partitionOf } from '../../core/partition.ts'
import type { Instant } from '../../core/time.ts'
import type { TopicSpec } from '../../core/topics.ts'
import type { WireMessage } from './protocol.ts'
import { OFFSETS_PER_PARTITION } from './schema.ts'

const RETAIN_CHUNK = 5000

const SQL = {
  topic: 'INSERT INTO topics (name, partitions, retention_ms, about) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  partition: 'INSERT INTO partitions (topic, partition) VALUES (?, ?) ON CONFLICT DO NOTHING',
  allPartitions: 'SELECT no, topic, partition, next FROM partitions',
  next: 'UPDATE partitions SET next = ? WHERE no = ?',
  message: 'INSERT INTO messages (id, key, value, headers, at) VALUES (?, ?, CAST(? AS TEXT), ?, ?)',
  commit:
    'INSERT INTO commits (grp, topic, partition, next) VALUES (?, ?, ?, ?) ON CONFLICT (grp, topic, partition) DO UPDATE SET next = excluded.next',
  toRetain:
    'SELECT p.no, p.start, p.next, t.retention_ms FROM partitions p JOIN topics t ON t.name = p.topic WHERE t.retention_ms IS NOT NULL',
  firstKept: 'SELECT min(id) AS id FROM messages WHERE id >= ? AND id < ? AND at >= ?',
  drop: 'DELETE FROM messages WHERE id >= ? AND id < ?',
  start: 'UPDATE partitions SET start = ? WHERE no = ?',
} as const

interface PartitionEnd {
  readonly no: number
  /** The next offset to be written. */
  next: number
}

/** The log's writing half; every call runs inside the writer's transaction. */
export class LogWriter {
  private readonly sql: Readonly<Record<keyof typeof SQL, StatementSync>>
  private readonly topics = new Map<string, PartitionEnd[]>()

  constructor(db: DatabaseSync) {
    this.sql = Object.fromEntries(Object.entries(SQL).map(([name, text]) => [name, db.prepare(text)])) as LogWriter['sql']
    this.forget()
  }

  /** Reads the next offsets from the file again: a settlement that was rolled back must not leave gaps. */
  forget(): void {
    this.topics.clear()
    for (const row of this.sql.allPartitions.all()) {
      const list = this.topics.get(String(row.topic)) ?? []
      list[Number(row.partition)] = { no: Number(row.no), next: Number(row.next) }
      this.topics.set(String(row.topic), list)
    }
  }

  partitionsOf(topic: string): number {
    return this.topics.get(topic)?.length ?? 0
  }

  ensureTopics(specs: readonly TopicSpec[]): void {
    for (const spec of specs) {
      this.sql.topic.run(spec.name, spec.partitions, spec.retentionMs, spec.about)
      if (this.topics.has(spec.name)) continue
      for (let partition = 0; partition < spec.partitions; partition += 1) this.sql.partition.run(spec.name, partition)
    }
    this.forget()
  }

  /** Values stand in the bytes. @throws {Malformed} an unknown topic */
  append(messages: readonly WireMessage[], bytes: Uint8Array): readonly Position[] {
    const grown = new Set<PartitionEnd>()
    const positions = messages.map((message) => this.appendOne(message, bytes, grown))
    for (const { no, next } of grown) this.sql.next.run(next, no)
    return positions
  }

  commit(group: string, positions: readonly Position[]): void {
    for (const { topic, partition, offset } of positions) this.sql.commit.run(group, topic, partition, offset)
  }

  /** Drops what is older than its topic keeps, a part at a time; returns how many. */
  retain(now: Instant): number {
    let dropped = 0
    for (const row of this.sql.toRetain.all()) {
      const base = Number(row.no) * OFFSETS_PER_PARTITION
      const end = base + Number(row.next)
      const kept = Number(this.sql.firstKept.get(base, end, now - Number(row.retention_ms))?.id ?? end)
      const upTo = Math.min(kept, base + Number(row.start) + RETAIN_CHUNK)
      const { changes } = this.sql.drop.run(base, upTo)
      if (Number(changes) > 0) this.sql.start.run(upTo - base, Number(row.no))
      dropped += Number(changes)
    }
    return dropped
  }

  private appendOne({ topic, key, value, headers, at }: WireMessage, bytes: Uint8Array, grown: Set<PartitionEnd>): Position {
    const list = this.topics.get(topic)
    if (list === undefined) throw new Malformed(`Topic ${topic} does not exist`, { field: 'topic', value: topic })
    const partition = partitionOf(key, list.length)
    const target = list[partition]
    if (target === undefined) throw new Error(`Topic ${topic} has no partition ${partition}`)
    const offset = target.next
    this.sql.message.run(target.no * OFFSETS_PER_PARTITION + offset, key, bytes.subarray(...value), headers, at)
    target.next = offset + 1
    grown.add(target)
    return { topic, partition, offset }
  }
}
