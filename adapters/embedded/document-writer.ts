import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { CollectionName, FieldType } from '../../core/collections.ts'
import { assertDeclared, specOf } from '../../core/declared.ts'
import type { FieldValue, Version, WriteResult } from '../../core/documents.ts'
import { Conflict } from '../../core/errors.ts'
import type { WireWrite } from './protocol.ts'
import { column, documentTable, fieldsOf, listTable, textTable } from './schema.ts'

/** The documents' writing half; every call runs inside the writer's transaction. */
export interface DocumentWriter {
  write(write: WireWrite): WriteResult
  remove(collection: CollectionName, id: string, version?: Version): boolean
}

interface Statements {
  readonly find: StatementSync
  readonly insert: StatementSync
  readonly update: StatementSync
  readonly remove: StatementSync
  readonly lists: readonly { readonly field: string; readonly clear: StatementSync; readonly add: StatementSync }[]
  readonly text: { readonly clear: StatementSync; readonly add: StatementSync } | null
  readonly fields: readonly (readonly [string, FieldType])[]
}

interface Found {
  readonly row: number
  readonly version: number
  readonly lemmasHash: number
}

export function documentWriter(db: DatabaseSync): DocumentWriter {
  const prepared = new Map<CollectionName, Statements>()
  const of = (name: CollectionName): Statements => {
    const known = prepared.get(name)
    if (known !== undefined) return known
    const made = statements(db, name)
    prepared.set(name, made)
    return made
  }
  const find = (sql: Statements, id: string): Found | null => {
    const row = sql.find.get(id)
    return row === undefined ? null : { row: Number(row.row), version: Number(row.version), lemmasHash: Number(row.lemmas_hash) }
  }
  return {
    write(write) {
      const sql = of(write.collection)
      assertDeclared(write)
      const found = find(sql, write.id)
      if (write.mode.kind === 'create' && found !== null) return { kind: 'exists' }
      if (write.mode.kind === 'replace' && (found === null || String(found.version) !== write.mode.version)) {
        throw new Conflict(`${write.collection} ${write.id} was written by someone else first`, { id: write.id })
      }
      return { kind: 'written', version: save(sql, write, found) }
    },
    remove(collection, id, version) {
      const sql = of(collection)
      const found = find(sql, id)
      if (found === null) return false
      if (version !== undefined && String(found.version) !== version)
        throw new Conflict(`${collection} ${id} was written by someone else first`, { id })
      for (const list of sql.lists) list.clear.run(found.row)
      sql.text?.clear.run(found.row)
      sql.remove.run(found.row)
      return true
    },
  }
}

function save(sql: Statements, write: WireWrite, found: Found | null): Version {
  const columns = sql.fields.filter(([, type]) => type !== 'keywords').map(([field, type]) => columnValue(write.fields[field], type))
  const lemmas = write.lemmas ?? ''
  const lemmasHash = fnv1a(lemmas)
  const version = (found?.version ?? 0) + 1
  if (found === null) sql.insert.run(write.id, version, write.value, lemmasHash, ...columns)
  else sql.update.run(version, write.value, lemmasHash, ...columns, found.row)
  const row = found?.row ?? Number(sql.find.get(write.id)?.row)
  for (const list of sql.lists) {
    if (found !== null) list.clear.run(row)
    for (const one of new Set(listValue(write.fields[list.field]))) list.add.run(one, row)
  }
  if (sql.text !== null && found?.lemmasHash !== lemmasHash) {
    if (found !== null) sql.text.clear.run(row)
    sql.text.add.run(row, lemmas)
  }
  return String(version) as Version
}

function statements(db: DatabaseSync, name: CollectionName): Statements {
  const table = documentTable(name)
  const fields = fieldsOf(name)
  const columns = fields.filter(([, type]) => type !== 'keywords').map(([field]) => column(field))
  const named = ['id', 'version', 'value', 'lemmas_hash', ...columns]
  return {
    fields,
    find: db.prepare(`SELECT row, version, lemmas_hash FROM ${table} WHERE id = ?`),
    insert: db.prepare(`INSERT INTO ${table} (${named.join(', ')}) VALUES (${named.map(() => '?').join(', ')})`),
    update: db.prepare(
      `UPDATE ${table} SET ${['version', 'value', 'lemmas_hash', ...columns].map((one) => `${one} = ?`).join(', ')} WHERE row = ?`,
    ),
    remove: db.prepare(`DELETE FROM ${table} WHERE row = ?`),
    lists: fields
      .filter(([, type]) => type === 'keywords')
      .map(([field]) => ({
        field,
        clear: db.prepare(`DELETE FROM ${listTable(name, field)} WHERE row = ?`),
        add: db.prepare(`INSERT INTO ${listTable(name, field)} (value, row) VALUES (?, ?)`),
      })),
    text: specOf(name).fullText
      ? {
          clear: db.prepare(`DELETE FROM ${textTable(name)} WHERE rowid = ?`),
          add: db.prepare(`INSERT INTO ${textTable(name)} (rowid, lemmas) VALUES (?, ?)`),
        }
      : null,
  }
}

const listValue = (value: FieldValue | undefined): readonly string[] => (Array.isArray(value) ? value.map(String) : [])

function columnValue(value: FieldValue | undefined, type: FieldType): SQLInputValue {
  if (value === undefined || value === null || Array.isArray(value)) return null
  return type === 'boolean' ? Number(value) : (value as string | number)
}

/** 32-bit FNV-1a: only to see whether the full text must be indexed again. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}
