import type { Client } from '@elastic/elasticsearch'
import { assertReadable, fieldType } from '../../core/declared.ts'
import type { DocumentPage, Documents, Query, Stored } from '../../core/documents.ts'
import { Malformed } from '../../core/errors.ts'
import { assertWhole, scopeOf, WHOLE } from './asking.ts'
import { type Source, versionOf } from './found.ts'
import { conditions, cursorOf, fieldPath, parseCursor, sortOf } from './query.ts'

type Findable = Omit<Query, 'limit' | 'after' | 'sort'>

/** One page in the query's order. */
export async function searchPage<T>(client: Client, index: string, query: Query): Promise<DocumentPage<T>> {
  const sort = sortOf(query)
  const { hits } = await client.search<Source>({
    index,
    ...scopeOf(query.collection),
    ...WHOLE,
    query: conditions(query),
    sort,
    // One more than asked for tells whether there is a next page.
    size: query.limit + 1,
    ...(query.after !== undefined && { search_after: parseCursor(query.after, sort.length) }),
    _source: ['value', 'writeId', 'major'],
    track_total_hits: false,
  })
  const page = hits.hits.slice(0, query.limit)
  const last = hits.hits.length > query.limit ? page.at(-1) : undefined
  return { items: page.map((hit) => storedOf<T>(query.collection, hit)), next: last?.sort === undefined ? null : cursorOf(last.sort) }
}

export async function countOf(client: Client, index: string, query: Findable): Promise<number> {
  const found = await client.count({ index, ...scopeOf(query.collection), query: conditions(query) })
  assertWhole(found)
  return found.count
}

export async function facetOf(
  client: Client,
  index: string,
  query: Parameters<Documents['facet']>[0],
): Promise<readonly { readonly value: string; readonly count: number }[]> {
  fieldType(query.collection, query.field)
  const terms = { field: fieldPath(query.field), size: query.limit, order: [{ _count: 'desc' as const }, { _key: 'asc' as const }] }
  const found = await client.search<unknown, { values: { buckets: { key: string; doc_count: number }[] } }>({
    index,
    ...scopeOf(query.collection),
    ...WHOLE,
    query: conditions(query),
    size: 0,
    aggs: { values: { terms } },
  })
  return (found.aggregations?.values.buckets ?? []).map(({ key, doc_count }) => ({ value: String(key), count: doc_count }))
}

interface Hit {
  readonly _id?: string
  readonly _source?: Source
}

/** @throws {Malformed} a document of a higher major version: a page without it would pass for everything */
function storedOf<T>(collection: Query['collection'], { _id = '', _source }: Hit): Stored<T> {
  if (_source === undefined) throw new Malformed(`Elasticsearch found ${_id} without its source`, { id: _id })
  assertReadable(collection, _id, _source.major ?? 1)
  return { id: _id, value: _source.value as T, version: versionOf(_source) }
}
