import type { DatabaseSync } from 'node:sqlite'
import { type CollectionName, COLLECTIONS, type FieldType } from '../../core/collections.ts'
import { specOf } from '../../core/declared.ts'
import { Misconfigured } from '../../core/errors.ts'

/** Version of the tables below; a newer file is refused. */
const SCHEMA_VERSION = 1

/** Message ids are `partition number × 2^40 + offset`: an ordinary rowid table, measured three times faster than a composite key. */
export const OFFSETS_PER_PARTITION = 2 ** 40

const TABLES = `
CREATE TABLE IF NOT EXISTS topics (name TEXT PRIMARY KEY, partitions INTEGER NOT NULL, retention_ms INTEGER, about TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS partitions (
  no INTEGER PRIMARY KEY, topic TEXT NOT NULL, partition INTEGER NOT NULL, start INTEGER NOT NULL DEFAULT 0, next INTEGER NOT NULL DEFAULT 0,
  UNIQUE (topic, partition));
CREATE TABLE IF NOT EXISTS messages (id INTEGER PRIMARY KEY, key TEXT NOT NULL, value TEXT NOT NULL, headers TEXT NOT NULL, at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS majors (collection TEXT PRIMARY KEY, major INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS commits (
  grp TEXT NOT NULL, topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL, PRIMARY KEY (grp, topic, partition)) WITHOUT ROWID;
`

/** Lemmas are folded already and come with spaces between: no mark splits one, as in a whitespace analyser. Outside ASCII nothing does. */
const MARKS = Array.from({ length: 0x7f - 0x21 }, (_, index) => String.fromCharCode(0x21 + index)).filter((one) => !/[a-z0-9]/i.test(one))
const TOKENIZER = `ascii tokenchars ${quoted(MARKS.join(''), "'")}`

const COLUMN_TYPES: Readonly<Record<Exclude<FieldType, 'keywords'>, string>> = { keyword: 'TEXT', number: 'INTEGER', boolean: 'INTEGER' }

export const documentTable = (name: CollectionName): string => `doc_${name}`
export const listTable = (name: CollectionName, field: string): string => `doc_${name}__${field}`
export const textTable = (name: CollectionName): string => `fts_${name}`
export const column = (field: string): string => `f_${field}`

export const fieldsOf = (name: CollectionName): readonly (readonly [string, FieldType])[] => Object.entries(specOf(name).fields)

/** @throws {Misconfigured} on a file of a newer Otklik: its tables, or documents of a higher major version than this release reads */
export function assertKnownSchema(db: DatabaseSync): void {
  const found = Number(db.prepare('PRAGMA user_version').get()?.user_version)
  if (found > SCHEMA_VERSION) throw newer(`schema ${found}, this one knows ${SCHEMA_VERSION}`)
  for (const name of Object.keys(COLLECTIONS) as CollectionName[]) {
    const [known, kept] = [majorOf(name), majorIn(db, name)]
    if (kept > known) throw newer(`${name} of major version ${kept}, this one reads up to ${known}`)
  }
}

const newer = (what: string): Misconfigured => new Misconfigured(`The data folder was written by a newer Otklik (${what})`)
const majorOf = (name: CollectionName): number => specOf(name).major ?? 1

/** The highest that was written; 1 in a file that says nothing. */
function majorIn(db: DatabaseSync, name: CollectionName): number {
  const says = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'majors'").get() !== undefined
  return says ? Number(db.prepare('SELECT major FROM majors WHERE collection = ?').get(name)?.major ?? 1) : 1
}

/** Makes what is missing; a field added to a collection gets its column. @throws {Misconfigured} on a file of a newer Otklik */
export function migrate(db: DatabaseSync): void {
  assertKnownSchema(db)
  db.exec('BEGIN IMMEDIATE')
  db.exec(TABLES)
  for (const name of Object.keys(COLLECTIONS) as CollectionName[]) {
    migrateCollection(db, name)
    db.prepare('INSERT OR REPLACE INTO majors (collection, major) VALUES (?, ?)').run(name, majorOf(name))
  }
  db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`)
  db.exec('COMMIT')
}

function migrateCollection(db: DatabaseSync, name: CollectionName): void {
  const table = documentTable(name)
  db.exec(`CREATE TABLE IF NOT EXISTS ${table} (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, value TEXT NOT NULL, lemmas_hash INTEGER NOT NULL DEFAULT 0)`)
  const present = new Set(
    db
      .prepare(`PRAGMA table_info(${table})`)
      .all()
      .map((row) => String(row.name)),
  )
  for (const [field, type] of fieldsOf(name)) {
    if (type === 'keywords') addListField(db, name, field)
    else addField(db, table, { field, type, isPresent: present.has(column(field)) })
  }
  indexFields(db, name)
  if (specOf(name).fullText) {
    // Which lemma stands where is never asked for.
    db.exec(`CREATE VIRTUAL TABLE IF NOT EXISTS ${textTable(name)} USING fts5(
      lemmas, content='', contentless_delete=1, detail=none, tokenize=${quoted(TOKENIZER, '"')})`)
  }
}

function addField(db: DatabaseSync, table: string, one: { field: string; type: Exclude<FieldType, 'keywords'>; isPresent: boolean }): void {
  if (!one.isPresent) db.exec(`ALTER TABLE ${table} ADD COLUMN ${column(one.field)} ${COLUMN_TYPES[one.type]}`)
}

/** Ties go by it. */
const ID = 'id'

/** Of every index its name and columns. */
function indicesOf(name: CollectionName): ReadonlyMap<string, readonly string[]> {
  const { beside = [], list } = specOf(name)
  const together = list === undefined ? [] : [list.by, ...list.with]
  const alone = fieldsOf(name).filter(([field, type]) => type !== 'keywords' && ![...beside, ...together].includes(field))
  const keywords = list === undefined ? [] : alone.flatMap(([field, type]) => (type === 'keyword' ? [field] : []))
  const table = documentTable(name)
  // What has one value of a keyword is looked through in the list's order too, and narrowed down by the other keywords.
  const columnsOf = (field: string): readonly string[] =>
    list !== undefined && keywords.includes(field) ? [field, list.by, ID, ...keywords.filter((one) => one !== field)] : [field, ID]
  const indices = [...alone.map(([field]) => columnsOf(field)), ...(list === undefined ? [] : [[list.by, ID, ...list.with]])]
  return new Map(indices.map((fields) => [[table, ...fields].join('_'), fields.map((field) => (field === ID ? ID : column(field)))]))
}

/** An index of an earlier release that this one has no use for goes: each costs every write. */
function indexFields(db: DatabaseSync, name: CollectionName): void {
  const table = documentTable(name)
  const wanted = indicesOf(name)
  const found = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL").all(table)
  for (const { name: index } of found) if (!wanted.has(String(index))) db.exec(`DROP INDEX ${String(index)}`)
  for (const [index, columns] of wanted) db.exec(`CREATE INDEX IF NOT EXISTS ${index} ON ${table} (${columns.join(', ')})`)
}

function addListField(db: DatabaseSync, name: CollectionName, field: string): void {
  db.exec(
    `CREATE TABLE IF NOT EXISTS ${listTable(name, field)} (value TEXT NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (value, row)) WITHOUT ROWID`,
  )
  db.exec(`CREATE INDEX IF NOT EXISTS ${listTable(name, field)}_row ON ${listTable(name, field)} (row)`)
}

function quoted(text: string, mark: string): string {
  return mark + text.replaceAll(mark, mark + mark) + mark
}
