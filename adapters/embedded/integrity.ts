import { type CollectionName, COLLECTIONS } from '../../core/collections.ts'
import { openDatabase } from './database.ts'
import { documentTable, OFFSETS_PER_PARTITION } from './schema.ts'

/** Everything wrong with a store's file, one sentence each; empty when nothing is. Reads the whole file. */
export async function integrity(file: string): Promise<readonly string[]> {
  const db = openDatabase(file, 'read')
  try {
    const problems = db
      .prepare('PRAGMA integrity_check')
      .all()
      .map((row) => String(row.integrity_check))
      .filter((found) => found !== 'ok')
    for (const row of db.prepare('SELECT no, topic, partition, start, next FROM partitions').all()) {
      const base = Number(row.no) * OFFSETS_PER_PARTITION
      const count = Number(
        db.prepare('SELECT count(*) AS n FROM messages WHERE id >= ? AND id < ?').get(base, base + OFFSETS_PER_PARTITION)?.n,
      )
      const expected = Number(row.next) - Number(row.start)
      if (count !== expected)
        problems.push(
          `${String(row.topic)}/${Number(row.partition)}: ${count} messages between offsets ${Number(row.start)} and ${Number(row.next)}, expected ${expected}`,
        )
    }
    for (const name of Object.keys(COLLECTIONS) as CollectionName[]) {
      const broken = Number(db.prepare(`SELECT count(*) AS n FROM ${documentTable(name)} WHERE NOT json_valid(value)`).get()?.n)
      if (broken > 0) problems.push(`${name}: ${broken} documents are not JSON`)
    }
    return problems
  } finally {
    db.close()
  }
}
