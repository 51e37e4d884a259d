import type { DatabaseSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import { type CollectionName, COLLECTIONS } from '../../core/collections.ts'
import { openDatabase } from './database.ts'
import { documentTable, OFFSETS_PER_PARTITION } from './schema.ts'

/** Everything wrong with a store's file, one sentence each; empty when nothing is. Reads the whole file as it was at one moment, beside
 *  whoever writes to it. `checked` is told after each part: the file itself, every partition, every collection. */
export async function integrity(file: string, checked: () => void = () => undefined): Promise<readonly string[]> {
  const db = openDatabase(file, 'read')
  try {
    db.exec('BEGIN')
    const problems: string[] = []
    for (const part of parts(db)) {
      problems.push(...part())
      checked()
      await setImmediate()
    }
    return problems
  } finally {
    db.close()
  }
}

type Part = () => readonly string[]

function parts(db: DatabaseSync): readonly Part[] {
  const partitions = db.prepare('SELECT no, topic, partition, start, next FROM partitions').all()
  return [
    () => ofFile(db),
    ...partitions.map((row) => () => ofPartition(db, row)),
    ...(Object.keys(COLLECTIONS) as CollectionName[]).map((name) => () => ofCollection(db, name)),
  ]
}

const ofFile = (db: DatabaseSync): readonly string[] =>
  db
    .prepare('PRAGMA integrity_check')
    .all()
    .map((row) => String(row.integrity_check))
    .filter((found) => found !== 'ok')

function ofPartition(db: DatabaseSync, row: Readonly<Record<string, unknown>>): readonly string[] {
  const base = Number(row.no) * OFFSETS_PER_PARTITION
  const found = db.prepare('SELECT count(*) AS n FROM messages WHERE id >= ? AND id < ?').get(base, base + OFFSETS_PER_PARTITION)
  const [start, next, count] = [Number(row.start), Number(row.next), Number(found?.n)]
  if (count === next - start) return []
  return [`${String(row.topic)}/${Number(row.partition)}: ${count} messages between offsets ${start} and ${next}, expected ${next - start}`]
}

function ofCollection(db: DatabaseSync, name: CollectionName): readonly string[] {
  const broken = Number(db.prepare(`SELECT count(*) AS n FROM ${documentTable(name)} WHERE NOT json_valid(value)`).get()?.n)
  return broken === 0 ? [] : [`${name}: ${broken} documents are not JSON`]
}
