import type { estypes } from '@elastic/elasticsearch'
import { fieldType, specOf } from '../../core/declared.ts'
import type { Filter, Query } from '../../core/documents.ts'
import { Malformed } from '../../core/errors.ts'

type Dsl = NonNullable<estypes.SearchRequest['query']>
type Findable = Pick<Query, 'collection' | 'where' | 'words'>

export const fieldPath = (field: string): string => `fields.${field}`

/** All filters and words of a query. @throws {Malformed} a field that the collection does not declare */
export function conditions({ collection, where = [], words = [] }: Findable): Dsl {
  if (words.length > 0 && !specOf(collection).fullText) throw new Malformed(`${collection} has no full text`, { field: 'words' })
  const texts = words.map((lemmas): Dsl => ({ terms: { lemmas: [...lemmas] } }))
  return { bool: { filter: [...where.map((filter) => condition(collection, filter)), ...texts] } }
}

function condition(collection: Query['collection'], filter: Filter): Dsl {
  if ('not' in filter) return { bool: { must_not: condition(collection, filter.not) } }
  const type = fieldType(collection, filter.field)
  const path = fieldPath(filter.field)
  if ('is' in filter) return filter.is === null ? { bool: { must_not: { exists: { field: path } } } } : { term: { [path]: filter.is } }
  if ('in' in filter) return { terms: { [path]: [...filter.in] } }
  if (type === 'keywords') throw new Malformed(`${collection}.${filter.field} is a list and has no range`, { field: filter.field })
  return {
    range: { [path]: { ...(filter.from !== undefined && { gte: filter.from }), ...(filter.to !== undefined && { lt: filter.to }) } },
  }
}

/** Ties by id in the same direction; documents without the field come last, by a value that survives the way through JSON. */
export function sortOf({ collection, sort }: Pick<Query, 'collection' | 'sort'>): estypes.SortCombinations[] {
  if (sort === undefined) return [{ id: 'asc' }]
  const { field, order } = sort
  const type = fieldType(collection, field)
  if (type === 'keywords') throw new Malformed(`${collection} cannot be sorted by the list ${field}`, { field })
  const missing = type === 'number' ? (order === 'asc' ? Number.MAX_SAFE_INTEGER : Number.MIN_SAFE_INTEGER) : '_last'
  return [{ [fieldPath(field)]: { order, missing } }, { id: order }]
}

type SortValues = estypes.SortResults

/** Opaque to callers: the sort values of the last document. */
export const cursorOf = (values: SortValues): string => Buffer.from(JSON.stringify(values)).toString('base64url')

/** @throws {Malformed} anything that `cursorOf` did not make */
export function parseCursor(cursor: string, length: number): SortValues {
  try {
    const values = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown
    if (Array.isArray(values) && values.length === length) return values as SortValues
  } catch {
    // Falls through to the one error below.
  }
  throw new Malformed('Not a page cursor of this store', { field: 'after', value: cursor.slice(0, 80) })
}
