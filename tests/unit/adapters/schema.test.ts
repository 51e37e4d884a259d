import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import { conditions, pageSql } from '../../../adapters/embedded/query.ts'
import { assertKnownSchema, migrate } from '../../../adapters/embedded/schema.ts'
import type { CollectionName } from '../../../core/collections.ts'
import type { Filter } from '../../../core/documents.ts'

describe('a data file', () => {
  let db: DatabaseSync
  beforeEach(() => {
    db = new DatabaseSync(':memory:')
    migrate(db)
  })
  afterEach(() => db.close())

  it('is opened again as it is', () => {
    migrate(db)
    assertKnownSchema(db)
  })

  it('of a release with other tables is refused', () => {
    db.exec('PRAGMA user_version = 2')
    expect(() => migrate(db)).to.throw('The data folder was written by a newer Otklik (schema 2, this one knows 1)')
  })

  it('with documents of a higher major version is refused, also for reading', () => {
    db.exec("UPDATE majors SET major = 2 WHERE collection = 'cases'")
    for (const open of [migrate, assertKnownSchema])
      expect(() => open(db)).to.throw('The data folder was written by a newer Otklik (cases of major version 2, this one reads up to 1)')
  })

  it('of an earlier release, which says nothing of its documents, is taken', () => {
    db.exec('DROP TABLE majors')
    migrate(db)
    expect(db.prepare("SELECT major FROM majors WHERE collection = 'cases'").get()?.major).to.equal(1)
  })

  it('of an earlier release loses the indexes that nothing asks for any more', () => {
    db.exec('CREATE INDEX doc_posts_topicId ON doc_posts (f_topicId, id)')
    migrate(db)
    expect(db.prepare("SELECT name FROM sqlite_schema WHERE name = 'doc_posts_topicId'").get()).to.equal(undefined)
  })

  /** What the console asks of an archive of many years. */
  const narrowed: readonly (readonly [what: string, collection: CollectionName, order: 'asc' | 'desc', where: readonly Filter[]])[] = [
    ['the archive', 'posts', 'desc', []],
    ['the archive by topic', 'posts', 'desc', [{ field: 'topicId', is: 'roads/pothole' }]],
    [
      'a month of it by district and platform',
      'posts',
      'desc',
      [{ field: 'createdAt', from: 1, to: 2 }, ...is({ districtId: 'rylsky', platform: 'vk' })],
    ],
    ['all cases by group of topics', 'cases', 'desc', is({ groupId: 'roads' })],
    ['the queue', 'cases', 'asc', is({ state: 'in-review' })],
    ['all cases of an agency', 'cases', 'desc', is({ agencyId: 'min-transport' })],
    ['its tasks', 'cases', 'desc', [{ field: 'state', in: ['offered', 'in-work', 'rework'] }, ...is({ agencyId: 'min-transport' })]],
  ]
  for (const [what, collection, order, where] of narrowed)
    it(`finds and counts ${what} without reading what is not shown`, () => {
      const sort = { field: collection === 'posts' ? 'createdAt' : 'openedAt', order }
      const page = planOf(db, pageSql({ collection, where, sort, limit: 50 }).sql)
      expect(page, page)
        .to.match(/INDEX/)
        .and.not.match(/TEMP B-TREE/)
      const count = planOf(db, `SELECT count(*) FROM doc_${collection} d WHERE ${conditions({ collection, where }).sql || 'true'}`)
      expect(count, count).to.match(/COVERING INDEX/)
    })
})

function is(values: Readonly<Record<string, string>>): Filter[] {
  return Object.entries(values).map(([field, value]) => ({ field, is: value }))
}

const planOf = (db: DatabaseSync, sql: string): string =>
  db
    .prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .all()
    .map(({ detail }) => String(detail))
    .join('; ')
