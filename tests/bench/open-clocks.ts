import type { DatabaseSync } from 'node:sqlite'
import { column, documentTable } from '../../adapters/embedded/schema.ts'

const HOUR_MS = 3_600_000

/** Copies of one stored case whose clocks come due over the week after `after`, with all their fields and indexes. Made by one statement,
 *  because leading a million cases through commands takes hours; the copies' documents are empty: an idle sweep reads none. */
export function addCopies(db: DatabaseSync, count: number, after: number): void {
  const table = documentTable('cases')
  const columns = db
    .prepare(`PRAGMA table_info(${table})`)
    .all()
    .map((row) => String(row.name))
    .filter((name) => name !== 'row')
  const values = columns.map((name) => VALUES[name] ?? `one.${name}`)
  db.exec('BEGIN')
  db.prepare(
    `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})
     INSERT INTO ${table} (${columns.join(', ')})
     SELECT ${values.join(', ')} FROM numbers, (SELECT * FROM ${table} LIMIT 1) AS one, (SELECT ${after + HOUR_MS} AS from_at)`,
  ).run()
  db.exec('COMMIT')
}

/** What differs from copy to copy; 7 × 24 hours in a scattered order. */
const SCATTERED = `from_at + (n * 7919) % ${7 * 24 * HOUR_MS}`
const VALUES: Readonly<Record<string, string>> = {
  id: "'case:vk:comment:-2_' || n",
  value: "'{}'",
  [column('nextAlarmAt')]: SCATTERED,
  [column('nextDueAt')]: SCATTERED,
  [column('answerDueAt')]: SCATTERED,
}
