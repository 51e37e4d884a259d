import type { Client, estypes } from '@elastic/elasticsearch'
import { fieldType } from '../../core/declared.ts'
import type { DocumentPage, Documents, Query, Stored } from '../../core/documents.ts'
import { Unavailable } from '../../core/errors.ts'
import { versionOf } from './document-writer.ts'
import type { Source } from './gets.ts'
import { conditions, cursorOf, fieldPath, parseCursor, sortOf } from './query.ts'

/** A pattern that no index matches yet finds nothing. */
export const ANYWHERE = { ignore_unavailable: true, allow_no_indices: true } as const
/** The same, and what a shard could not say is missed. */
export const WHOLE = { ...ANYWHERE, allow_partial_search_results: false } as const

/** Requests that take part answers have no word against them. @throws {Unavailable} when a shard has not done its part */
export function assertWhole({ _shards: shards }: { readonly _shards?: estypes.ShardStatistics | undefined }): void {
  if (shards === undefined || shards.failed === 0) return
  throw new Unavailable(`Elasticsearch: ${shards.failed} of ${shards.total} shards did not answer`, { failed: shards.failed })
}

type Findable = Omit<Query, 'limit' | 'after' | 'sort'>

/** One page in the query's order. */
export async function searchPage<T>(client: Client, index: string, query: Query): Promise<DocumentPage<T>> {
  const sort = sortOf(query)
  const { hits } = await client.search<Source>({
    index,
    ...WHOLE,
    query: conditions(query),
    sort,
    // One more than asked for tells whether there is a next page.
    size: query.limit + 1,
    ...(query.after !== undefined && { search_after: parseCursor(query.after, sort.length) }),
    seq_no_primary_term: true,
    _source: ['id', 'value'],
    track_total_hits: false,
  })
  const page = hits.hits.slice(0, query.limit)
  const last = hits.hits.length > query.limit ? page.at(-1) : undefined
  return { items: page.map((hit) => storedOf<T>(hit)), next: last?.sort === undefined ? null : cursorOf(last.sort) }
}

export async function countOf(client: Client, index: string, query: Findable): Promise<number> {
  const found = await client.count({ index, ...ANYWHERE, query: conditions(query) })
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
  readonly _seq_no?: number
  readonly _primary_term?: number
}

const storedOf = <T>({ _id = '', _source, _seq_no = -1, _primary_term = -1 }: Hit): Stored<T> => ({
  id: _id,
  value: _source?.value as T,
  version: versionOf({ seqNo: _seq_no, primaryTerm: _primary_term }),
})
