import { randomUUID } from 'node:crypto'
import type { Client } from '@elastic/elasticsearch'
import type { CollectionName } from '../../core/collections.ts'
import { assertDeclared, fieldType } from '../../core/declared.ts'
import type { DocumentPage, Documents, Query, Version, Write, WriteResult } from '../../core/documents.ts'
import { Conflict, Unavailable } from '../../core/errors.ts'
import type { DocumentsHalf } from '../../core/halves.ts'
import { type BulkAction, bulkWriter, type SeqNo } from './bulk.ts'
import { inCoreWords } from './client.ts'
import { type Found, gets, type Source } from './gets.ts'
import { indices } from './indices.ts'
import { snapshot } from './snapshot.ts'
import { conditions, cursorOf, fieldPath, parseCursor, sortOf } from './query.ts'

export interface ElasticsearchDocuments extends DocumentsHalf {
  /** Templates and indices. */
  ensure(): Promise<void>
}

/** A `put` over a document that still owes messages meets another writer at most this often. */
const PUT_TRIES = 20

export function elasticsearchDocuments(client: Client, prefix: string): ElasticsearchDocuments {
  const where = indices(client, prefix)
  const bulk = bulkWriter(client)
  const reads = gets(client, where)
  const dirty = new Set<CollectionName>()
  let closed = false

  const assertOpen = (): void => {
    if (closed) throw new Unavailable('The store is closed')
  }
  /** A search sees what was written through this store: what changed since the last one is made searchable first. */
  const fresh = async (collection: CollectionName): Promise<string> => {
    assertOpen()
    const index = where.pattern(collection)
    if (dirty.delete(collection)) await client.indices.refresh({ index, ignore_unavailable: true, allow_no_indices: true })
    return index
  }
  const anywhere = { ignore_unavailable: true, allow_no_indices: true } as const

  const writeOne = async (write: Write, found: Found | null): Promise<WriteResult> => {
    const writeId = randomUUID()
    const { index, action } = plan(write, found, writeId)
    const [result] = await bulk.write([{ index: index ?? where.of(write), id: write.id, action }])
    dirty.add(write.collection)
    if (result?.kind === 'done') return { kind: 'written', version: versionOf(result) }
    // A try that timed out may have been applied: then the document there is our own.
    const there = await reads.find(write.collection, write.id)
    if (there?.source.writeId === writeId) return { kind: 'written', version: versionOf(there) }
    if (write.mode.kind === 'create') return { kind: 'exists' }
    throw conflict(write.collection, write.id)
  }
  const put = async (write: Write): Promise<WriteResult> => {
    for (let tries = 1; ; tries += 1) {
      const found = write.mode.kind === 'create' ? null : await reads.find(write.collection, write.id)
      assertReplaceable(write, found)
      try {
        return await writeOne(write, found)
      } catch (error) {
        if (!(error instanceof Conflict) || write.mode.kind !== 'put' || tries === PUT_TRIES) throw error
      }
    }
  }
  const writeAll = async (writes: readonly Write[]): Promise<readonly WriteResult[]> => {
    assertOpen()
    for (const write of writes) assertDeclared(write)
    const results = await Promise.allSettled(writes.map(put))
    return results.map((result) => {
      if (result.status === 'rejected') throw result.reason
      return result.value
    })
  }

  return {
    ensure: () => inCoreWords(() => where.ensure()),
    get: <T>(collection: CollectionName, id: string) =>
      inCoreWords(async () => {
        assertOpen()
        const found = await reads.find(collection, id)
        return found === null ? null : { id, value: found.source.value as T, version: versionOf(found) }
      }),
    validate: (writes) =>
      inCoreWords(async () => {
        assertOpen()
        for (const write of writes) assertDeclared(write)
        const replaced = writes.filter((write) => write.mode.kind === 'replace')
        await Promise.all(replaced.map(async (write) => assertReplaceable(write, await reads.find(write.collection, write.id))))
      }),
    writeAll: (writes) => inCoreWords(() => writeAll(writes)),
    write: (write) =>
      inCoreWords(async () => {
        const [result] = await writeAll([write])
        if (result === undefined) throw new Error('One write has one result')
        return result
      }),
    remove: (collection, id, version) =>
      inCoreWords(async () => {
        assertOpen()
        const found = await reads.find(collection, id)
        if (found === null) return false
        if (version !== undefined && version !== versionOf(found)) throw conflict(collection, id)
        const [result] = await bulk.write([
          { index: found.index, id, action: { kind: 'delete', over: version === undefined ? null : found } },
        ])
        dirty.add(collection)
        if (result?.kind === 'taken') throw conflict(collection, id)
        return result?.kind === 'done'
      }),
    query: <T>(query: Query) =>
      inCoreWords(async (): Promise<DocumentPage<T>> => {
        const sort = sortOf(query)
        const ask = { query: conditions(query), sort, size: query.limit + 1, seq_no_primary_term: true, _source: ['id', 'value'] }
        const after = query.after === undefined ? {} : { search_after: parseCursor(query.after, sort.length) }
        const { hits } = await client.search<Source>({
          index: await fresh(query.collection),
          ...anywhere,
          ...ask,
          ...after,
          track_total_hits: false,
        })
        const page = hits.hits.slice(0, query.limit)
        const last = hits.hits.length > query.limit ? page.at(-1) : undefined
        return {
          items: page.map((hit) => ({
            id: hit._id ?? '',
            value: hit._source?.value as T,
            version: versionOf({ seqNo: hit._seq_no ?? -1, primaryTerm: hit._primary_term ?? -1 }),
          })),
          next: last?.sort === undefined ? null : cursorOf(last.sort),
        }
      }),
    count: (query) =>
      inCoreWords(async () => (await client.count({ index: await fresh(query.collection), ...anywhere, query: conditions(query) })).count),
    facet: (query) =>
      inCoreWords(async () => {
        fieldType(query.collection, query.field)
        const terms = { field: fieldPath(query.field), size: query.limit, order: [{ _count: 'desc' as const }, { _key: 'asc' as const }] }
        const found = await client.search<unknown, { values: { buckets: { key: string; doc_count: number }[] } }>({
          index: await fresh(query.collection),
          ...anywhere,
          query: conditions(query),
          size: 0,
          aggs: { values: { terms } },
        })
        return (found.aggregations?.values.buckets ?? []).map(({ key, doc_count }) => ({ value: String(key), count: doc_count }))
      }),
    owing: (limit) =>
      inCoreWords(async () => {
        assertOpen()
        await client.indices.refresh({ index: `${prefix}*`, ...anywhere })
        const { hits } = await client.search<Source>({
          index: `${prefix}*`,
          ...anywhere,
          query: { term: { owes: true } },
          sort: [{ id: 'asc' }],
          size: limit,
          seq_no_primary_term: true,
          _source: ['outbox'],
        })
        return hits.hits.map((hit) => ({
          messages: hit._source?.outbox ?? [],
          async sent() {
            const over = { seqNo: hit._seq_no ?? -1, primaryTerm: hit._primary_term ?? -1 }
            const action = { kind: 'update', source: { outbox: [], owes: false }, over } as const
            const [result] = await bulk.write([{ index: hit._index, id: hit._id ?? '', action }])
            return result?.kind === 'done'
          },
        }))
      }),
    snapshot: (folder) => inCoreWords(() => snapshot(client, folder, `${prefix}*`)),
    async close() {
      closed = true
      await client.close()
    },
  }
}

const versionOf = ({ seqNo, primaryTerm }: SeqNo): Version => `${seqNo}.${primaryTerm}` as Version
const conflict = (collection: CollectionName, id: string): Conflict =>
  new Conflict(`${collection} ${id} was written by someone else first`, { id })

function assertReplaceable(write: Write, found: Found | null): void {
  if (write.mode.kind !== 'replace') return
  if (found === null || versionOf(found) !== write.mode.version) throw conflict(write.collection, write.id)
}

/** The one write of a document. What it still owes from before stays in front of what it owes now. */
function plan(write: Write, found: Found | null, writeId: string): { index: string | null; action: BulkAction } {
  const { id, value, fields, lemmas, outbox = [], mode } = write
  const owed = [...(found?.source.outbox ?? []), ...outbox]
  const present = Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== null))
  const source = { id, value, fields: present, ...(lemmas !== undefined && { lemmas }), outbox: owed, owes: owed.length > 0, writeId }
  if (mode.kind === 'create' || found === null) return { index: null, action: { kind: 'create', source } }
  const over = mode.kind === 'replace' || owed.length > 0 ? found : null
  return { index: found.index, action: { kind: 'index', source, over } }
}
