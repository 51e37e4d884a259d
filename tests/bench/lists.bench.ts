import { mkdtempSync, rmSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { conditions, pageSql } from '../../adapters/embedded/query.ts'
import { openDatabase } from '../../adapters/embedded/database.ts'
import { column, documentTable, migrate } from '../../adapters/embedded/schema.ts'
import type { Filter, Query } from '../../core/documents.ts'
import type { Bench, Measurement } from './bench.ts'

const POSTS = 150_000
const LETTERS = 1900
const TOPICS = 150
const ASKED = 5

type Asked = readonly [what: string, where: readonly Filter[]]
const ASKS: readonly Asked[] = [
  ['of a common topic', [{ field: 'topicId', is: 'topic/0' }]],
  ['of a rare topic', [{ field: 'topicId', is: `topic/${TOPICS - 9}` }]],
  ['of a platform that nobody writes on', [{ field: 'platform', is: 'viber' }]],
]

/** An archive in which the first topics are common and the last ones are rare. Made by one statement: what is measured is how it is read. */
function fill(db: DatabaseSync): void {
  const table = documentTable('posts')
  const values: Readonly<Record<string, string>> = {
    id: "'vk:comment:-9500_' || n",
    version: '1',
    value: `json_object('n', n, 'text', printf('%.*c', ${LETTERS}, 'я'))`,
    [column('platform')]: "'vk'",
    [column('topicId')]: `'topic/' || ((n * 7919 % ${TOPICS}) * (n / ${TOPICS} % ${TOPICS}) / ${TOPICS - 1})`,
    [column('districtId')]: "'district-' || (n * 31 % 33)",
    [column('createdAt')]: '1700000000000 + n * 1000',
  }
  db.exec(`WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${POSTS})
    INSERT INTO ${table} (${Object.keys(values).join(', ')}) SELECT ${Object.values(values).join(', ')} FROM numbers`)
}

/** The peer's way: an index for each field that is asked for. */
function indexEach(db: DatabaseSync): void {
  const table = documentTable('posts')
  const indexes = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL").all(table)
  for (const { name } of indexes) db.exec(`DROP INDEX ${String(name)}`)
  for (const field of ['createdAt', 'topicId', 'districtId']) db.exec(`CREATE INDEX peer_${field} ON ${table} (${column(field)}, id)`)
}

/** A page of the newest and how many there are, as the archive of the console asks; the quickest of several. */
function askedMs(db: DatabaseSync, where: readonly Filter[]): number {
  const query: Query = { collection: 'posts', where, sort: { field: 'createdAt', order: 'desc' }, limit: 50 }
  const [page, found] = [pageSql(query), conditions(query)]
  const [pages, counts] = [db.prepare(page.sql), db.prepare(`SELECT count(*) FROM ${documentTable('posts')} d WHERE ${found.sql}`)]
  const once = (): number => {
    const begun = performance.now()
    pages.all(...page.values, query.limit)
    counts.get(...found.values)
    return performance.now() - begun
  }
  return Math.min(...Array.from({ length: ASKED }, once))
}

function measured(db: DatabaseSync, how: string): readonly Measurement[] {
  return ASKS.map(([what, where]) => ({ what: `${what}, ${how}`, unit: 'ms', value: askedMs(db, where), bar: null }))
}

/** What the first start of a release with other indexes does to a data folder. */
function madeAnew(db: DatabaseSync): Measurement {
  const begun = performance.now()
  migrate(db)
  return { what: 'own index made for an archive that has another', unit: 'ms', value: performance.now() - begun, bar: null }
}

export const bench: Bench = {
  name: `a page of the archive and its count, ${POSTS.toLocaleString('en')} posts`,
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'otklik-bench-'))
    const db = openDatabase(join(folder, 'archive.db'), 'write')
    migrate(db)
    fill(db)
    const own = measured(db, 'own index')
    indexEach(db)
    const peer = measured(db, 'an index a field (peer)')
    const made = madeAnew(db)
    db.close()
    rmSync(folder, { recursive: true })
    return [...own, ...peer, made]
  },
  limit: 'the entries of the list that are not of the topic; an index a field goes to the documents for whatever it does not have',
}
