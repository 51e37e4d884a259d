import type { SQLInputValue } from 'node:sqlite'
import { fieldType, specOf } from '../../core/declared.ts'
import type { Filter, Query } from '../../core/documents.ts'
import { Malformed } from '../../core/errors.ts'
import { column, documentTable, listTable, textTable } from './schema.ts'

/** SQL with its values; empty SQL means no condition. The table's alias is `d`. */
export interface Condition {
  readonly sql: string
  readonly values: readonly SQLInputValue[]
}

type Findable = Pick<Query, 'collection' | 'where' | 'words'>

/** All filters and words of a query. @throws {Malformed} on a field that the collection does not declare */
export function conditions(query: Findable): Condition {
  return all([...(query.where ?? []).map((filter) => condition(query.collection, filter)), ...words(query)])
}

/** One page with keyset paging; the limit is the last value. */
export function pageSql(query: Query): Condition {
  const sort = query.sort === undefined ? null : { column: `d.${sortColumn(query)}`, order: query.sort.order === 'desc' ? 'DESC' : 'ASC' }
  const where = all([conditions(query), ...(query.after === undefined ? [] : [after(query, query.after)])])
  const order = sort === null ? 'd.id ASC' : `${sort.column} ${sort.order} NULLS LAST, d.id ${sort.order}`
  const sorted = sort === null ? '' : `, ${sort.column}`
  const sql = `SELECT d.id, CAST(d.value AS BLOB) AS value, d.version${sorted} FROM ${documentTable(query.collection)} d${where.sql === '' ? '' : ` WHERE ${where.sql}`} ORDER BY ${order} LIMIT ?`
  return { sql, values: where.values }
}

const all = (parts: readonly Condition[]): Condition => ({
  sql: parts.flatMap((part) => (part.sql === '' ? [] : [`(${part.sql})`])).join(' AND '),
  values: parts.flatMap((part) => part.values),
})

function sortColumn({ collection, sort }: Query): string {
  if (sort === undefined) return 'id'
  if (fieldType(collection, sort.field) === 'keywords')
    throw new Malformed(`${collection} cannot be sorted by the list ${sort.field}`, { field: sort.field })
  return column(sort.field)
}

const plain = (value: string | number | boolean): SQLInputValue => (typeof value === 'boolean' ? Number(value) : value)

function condition(collection: Query['collection'], filter: Filter): Condition {
  if ('not' in filter) {
    const inner = condition(collection, filter.not)
    return { sql: `NOT coalesce(${inner.sql}, 0)`, values: inner.values }
  }
  if (fieldType(collection, filter.field) === 'keywords') return listCondition(collection, filter)
  const name = `d.${column(filter.field)}`
  if ('is' in filter)
    return filter.is === null ? { sql: `${name} IS NULL`, values: [] } : { sql: `${name} = ?`, values: [plain(filter.is)] }
  if ('in' in filter) return { sql: `${name} IN (${filter.in.map(() => '?').join(', ')})`, values: [...filter.in] }
  return all([
    ...(filter.from === undefined ? [] : [{ sql: `${name} >= ?`, values: [filter.from] }]),
    ...(filter.to === undefined ? [] : [{ sql: `${name} < ?`, values: [filter.to] }]),
    { sql: `${name} IS NOT NULL`, values: [] },
  ])
}

/** A list field: `is` and `in` ask whether it contains, `is: null` whether it is empty. */
function listCondition(collection: Query['collection'], filter: Exclude<Filter, { not: Filter }>): Condition {
  const table = listTable(collection, filter.field)
  if ('is' in filter && filter.is === null) return { sql: `NOT EXISTS (SELECT 1 FROM ${table} l WHERE l.row = d.row)`, values: [] }
  const wanted = 'is' in filter ? [plain(filter.is ?? '')] : 'in' in filter ? [...filter.in] : null
  if (wanted === null) throw new Malformed(`${collection}.${filter.field} is a list and has no range`, { field: filter.field })
  return { sql: `d.row IN (SELECT l.row FROM ${table} l WHERE l.value IN (${wanted.map(() => '?').join(', ')}))`, values: wanted }
}

function words({ collection, words: wanted }: Findable): readonly Condition[] {
  if (wanted === undefined || wanted.length === 0) return []
  if (!specOf(collection).fullText) throw new Malformed(`${collection} has no full text`, { field: 'words' })
  const table = textTable(collection)
  const match = wanted.map((lemmas) => `(${lemmas.map((lemma) => `"${lemma.replaceAll('"', '""')}"`).join(' OR ')})`).join(' AND ')
  return [{ sql: `d.row IN (SELECT rowid FROM ${table} WHERE ${table} MATCH ?)`, values: [match] }]
}

function after(query: Query, cursor: string): Condition {
  const [value, id] = parseCursor(cursor)
  if (query.sort === undefined) return { sql: 'd.id > ?', values: [id] }
  const name = `d.${sortColumn(query)}`
  const further = query.sort.order === 'desc' ? '<' : '>'
  if (value === null) return { sql: `${name} IS NULL AND d.id ${further} ?`, values: [id] }
  return { sql: `${name} ${further} ? OR (${name} = ? AND d.id ${further} ?) OR ${name} IS NULL`, values: [value, value, id] }
}

function parseCursor(cursor: string): [string | number | null, string] {
  try {
    const [value, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [string | number | null, string]
    if (typeof id === 'string') return [value, id]
  } catch {
    // Falls through to the one error below.
  }
  throw new Malformed('Not a page cursor of this store', { field: 'after', value: cursor.slice(0, 80) })
}
