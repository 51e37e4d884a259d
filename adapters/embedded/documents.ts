import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { DocumentPage, Documents, Query, Stored, Version } from '../../core/documents.ts'
import type { StoreReading } from '../../core/store.ts'
import type { Line } from './line.ts'
import { unpacked } from '../../core/packed-texts.ts'
import { wireSettlement } from './protocol.ts'
import { type Condition, conditions, pageSql } from './query.ts'
import { column, documentTable } from './schema.ts'

type Row = Record<string, unknown>

const stored = <T>(row: Row): Stored<T> => ({
  id: String(row.id),
  value: JSON.parse(unpacked(row.value as Uint8Array)) as T,
  version: String(row.version) as Version,
})

const whereSql = ({ sql }: Condition): string => (sql === '' ? '' : ` WHERE ${sql}`)

/** The documents' port: reads by this thread's own connection, writes by the writer. */
export const embeddedDocuments = (db: DatabaseSync, line: Line): Documents => ({
  ...documentReads(db),
  async write(write) {
    const [result] = await line.ask('settle', wireSettlement({ writes: [write] }))
    if (result === undefined) throw new Error('A settlement of one write has one result')
    return result
  },
  remove: (collection, id, version) => line.ask('remove', { collection, id, ...(version !== undefined && { version }) }),
})

/** The reading half by one connection. */
export function documentReads(db: DatabaseSync): StoreReading['documents'] {
  const gets = new Map<string, StatementSync>()
  const getSql = (collection: Query['collection']): StatementSync => {
    const known =
      gets.get(collection) ?? db.prepare(`SELECT id, CAST(value AS BLOB) AS value, version FROM ${documentTable(collection)} WHERE id = ?`)
    gets.set(collection, known)
    return known
  }
  return {
    async get<T>(collection: Query['collection'], id: string) {
      const row = getSql(collection).get(id)
      return row === undefined ? null : stored<T>(row)
    },
    async query<T>(query: Query): Promise<DocumentPage<T>> {
      const { sql, values } = pageSql(query)
      const rows: Row[] = db.prepare(sql).all(...values, query.limit + 1)
      const items = rows.slice(0, query.limit)
      const last = rows.length > query.limit ? items.at(-1) : undefined
      return { items: items.map((row) => stored<T>(row)), next: last === undefined ? null : cursorOf(last, query) }
    },
    async count(query) {
      const where = conditions(query)
      return Number(db.prepare(`SELECT count(*) AS n FROM ${documentTable(query.collection)} d${whereSql(where)}`).get(...where.values)?.n)
    },
    async facet(query) {
      const where = conditions({ ...query, where: [...(query.where ?? []), { not: { field: query.field, is: null } }] })
      const sql = `SELECT ${column(query.field)} AS value, count(*) AS n FROM ${documentTable(query.collection)} d${whereSql(where)} GROUP BY 1 ORDER BY n DESC, value LIMIT ?`
      return db
        .prepare(sql)
        .all(...where.values, query.limit)
        .map((row) => ({ value: String(row.value), count: Number(row.n) }))
    },
  }
}

/** Opaque to callers: sort value and id of the last row. */
const cursorOf = (row: Row, query: Query): string =>
  Buffer.from(JSON.stringify([query.sort === undefined ? null : (row[column(query.sort.field)] ?? null), row.id])).toString('base64url')
