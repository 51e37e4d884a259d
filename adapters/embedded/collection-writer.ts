import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { CollectionName, FieldType } from '../../core/collections.ts'
import { specOf } from '../../core/declared.ts'
import type { FieldValue, Version, WriteResult } from '../../core/documents.ts'
import { Conflict } from '../../core/errors.ts'
import type { WireWrite } from './protocol.ts'
import { column, documentTable, fieldsOf, listTable, textTable } from './schema.ts'

type Scalar = readonly [field: string, type: Exclude<FieldType, 'keywords'>]

interface Found {
  readonly row: number
  readonly version: number
  readonly lemmasHash: number
}

/** A table beside the documents' own, with rows for a document's row. */
interface Side {
  readonly clear: StatementSync
  readonly add: StatementSync
}

/** Writes the documents of one collection with their fields, lists and lemmas; runs inside the writer's transaction. */
export class CollectionWriter {
  private readonly name: CollectionName
  private readonly scalars: readonly Scalar[]
  private readonly documents: Readonly<Record<'find' | 'insert' | 'update' | 'remove', StatementSync>>
  private readonly lists: readonly (Side & { readonly field: string })[]
  private readonly text: Side | null

  constructor(db: DatabaseSync, name: CollectionName) {
    this.name = name
    const fields = fieldsOf(name)
    this.scalars = fields.filter((one): one is Scalar => one[1] !== 'keywords')
    this.documents = documentStatements(
      db,
      documentTable(name),
      this.scalars.map(([field]) => column(field)),
    )
    this.lists = fields.filter(([, type]) => type === 'keywords').map(([field]) => ({ field, ...listStatements(db, name, field) }))
    this.text = specOf(name).fullText ? textStatements(db, name) : null
  }

  /** @throws {Conflict} when `replace` meets another version or nothing */
  write(write: WireWrite, bytes: Uint8Array): WriteResult {
    const found = this.find(write.id)
    if (write.mode.kind === 'create' && found !== null) return { kind: 'exists' }
    if (write.mode.kind === 'replace') this.assertVersion(write.id, found, write.mode.version)
    return { kind: 'written', version: this.save(write, bytes.subarray(...write.value), found) }
  }

  /** False when there is none. @throws {Conflict} when it has another version */
  remove(id: string, version?: Version): boolean {
    const found = this.find(id)
    if (found === null) return false
    if (version !== undefined) this.assertVersion(id, found, version)
    for (const { clear } of this.lists) clear.run(found.row)
    this.text?.clear.run(found.row)
    this.documents.remove.run(found.row)
    return true
  }

  private find(id: string): Found | null {
    const row = this.documents.find.get(id)
    return row === undefined ? null : { row: Number(row.row), version: Number(row.version), lemmasHash: Number(row.lemmas_hash) }
  }

  private assertVersion(id: string, found: Found | null, version: Version): void {
    if (found === null || String(found.version) !== version)
      throw new Conflict(`${this.name} ${id} was written by someone else first`, { id })
  }

  private save({ id, fields, lemmas = '' }: WireWrite, value: Uint8Array, found: Found | null): Version {
    const lemmasHash = fnv1a(lemmas)
    const columns = this.scalars.map(([field, type]) => columnValue(fields[field], type))
    const version = (found?.version ?? 0) + 1
    const row = found === null ? this.insert([id, version, value, lemmasHash, ...columns]) : found.row
    if (found !== null) this.documents.update.run(version, value, lemmasHash, ...columns, row)
    for (const list of this.lists) refill(list, found, (add) => new Set(listValue(fields[list.field])).forEach((one) => add.run(one, row)))
    if (this.text !== null && found?.lemmasHash !== lemmasHash) refill(this.text, found, (add) => void add.run(row, lemmas))
    return String(version) as Version
  }

  private insert(values: readonly SQLInputValue[]): number {
    return Number(this.documents.insert.run(...values).lastInsertRowid)
  }
}

function refill({ clear, add }: Side, found: Found | null, fill: (add: StatementSync) => void): void {
  if (found !== null) clear.run(found.row)
  fill(add)
}

function documentStatements(db: DatabaseSync, table: string, columns: readonly string[]) {
  const named = ['id', 'version', 'value', 'lemmas_hash', ...columns]
  const given = (one: string): string => (one === 'value' ? 'CAST(? AS TEXT)' : '?')
  const changed = named.slice(1).map((one) => `${one} = ${given(one)}`)
  return {
    find: db.prepare(`SELECT row, version, lemmas_hash FROM ${table} WHERE id = ?`),
    insert: db.prepare(`INSERT INTO ${table} (${named.join(', ')}) VALUES (${named.map(given).join(', ')})`),
    update: db.prepare(`UPDATE ${table} SET ${changed.join(', ')} WHERE row = ?`),
    remove: db.prepare(`DELETE FROM ${table} WHERE row = ?`),
  }
}

const listStatements = (db: DatabaseSync, name: CollectionName, field: string): Side => ({
  clear: db.prepare(`DELETE FROM ${listTable(name, field)} WHERE row = ?`),
  add: db.prepare(`INSERT INTO ${listTable(name, field)} (value, row) VALUES (?, ?)`),
})

const textStatements = (db: DatabaseSync, name: CollectionName): Side => ({
  clear: db.prepare(`DELETE FROM ${textTable(name)} WHERE rowid = ?`),
  add: db.prepare(`INSERT INTO ${textTable(name)} (rowid, lemmas) VALUES (?, ?)`),
})

const listValue = (value: FieldValue | undefined): readonly string[] => (Array.isArray(value) ? value.map(String) : [])

function columnValue(value: FieldValue | undefined, type: Scalar[1]): SQLInputValue {
  if (value === undefined || value === null || Array.isArray(value)) return null
  return type === 'boolean' ? Number(value) : (value as string | number)
}

/** 32-bit FNV-1a: only to see whether the full text must be indexed again. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}
