import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import { assertKnownSchema, migrate } from '../../../adapters/embedded/schema.ts'

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
})
