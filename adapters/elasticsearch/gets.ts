import type { Client, estypes } from '@elastic/elasticsearch'
import type { CollectionName } from '../../core/collections.ts'
import { Unavailable } from '../../core/errors.ts'
import type { NewMessage } from '../../core/message.ts'
import type { SeqNo } from './bulk.ts'
import type { Indices } from './indices.ts'

/** A document as it is in its index. */
export interface Source {
  readonly id: string
  readonly value: unknown
  readonly outbox?: readonly NewMessage[]
  readonly owes?: boolean
  readonly writeId: string
}

export interface Found extends SeqNo {
  readonly index: string
  readonly id: string
  readonly source: Source
}

/** Realtime reads by id: `mget` sees what no search sees yet. */
export interface Gets {
  find(collection: CollectionName, id: string): Promise<Found | null>
}

interface Pending {
  readonly collection: CollectionName
  readonly id: string
  readonly resolve: (found: Found | null) => void
  readonly reject: (error: unknown) => void
}

/** Reads asked for in one turn of the loop share a request. A monthly collection is asked in every month it has: an id does not tell its own. */
export function gets(client: Client, where: Indices): Gets {
  let waiting: Pending[] = []

  const flush = async (): Promise<void> => {
    const batch = waiting
    waiting = []
    try {
      const places = await placesOf(batch, where)
      const asked = batch.flatMap((one) => (places.get(one.collection) ?? []).map((index) => ({ one, index })))
      const docs = asked.map(({ one, index }) => ({ _index: index, _id: one.id }))
      const answers = docs.length === 0 ? [] : (await client.mget<Source>({ docs })).docs
      const found = new Map<Pending, Found>()
      answers.forEach((answer, at) => {
        const own = asked[at]?.one
        assertAnswered(answer)
        if (own === undefined || !('found' in answer) || !answer.found || answer._source === undefined) return
        found.set(own, {
          index: answer._index,
          id: own.id,
          source: answer._source,
          seqNo: answer._seq_no ?? -1,
          primaryTerm: answer._primary_term ?? -1,
        })
      })
      for (const one of batch) one.resolve(found.get(one) ?? null)
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }
  return {
    find(collection, id) {
      const { promise, resolve, reject } = Promise.withResolvers<Found | null>()
      if (waiting.length === 0) setImmediate(() => void flush())
      waiting.push({ collection, id, resolve, reject })
      return promise
    },
  }
}

/** A shard that does not answer does not say that a document is missing; an index that is gone does. @throws {Unavailable} */
function assertAnswered(answer: estypes.MgetResponseItem<Source>): void {
  if (!('error' in answer) || answer.error.type === 'index_not_found_exception') return
  throw new Unavailable(`Elasticsearch could not read ${answer._id}: ${answer.error.type}`, { id: answer._id })
}

async function placesOf(batch: readonly Pending[], where: Indices): Promise<ReadonlyMap<CollectionName, readonly string[]>> {
  const names = [...new Set(batch.map((one) => one.collection))]
  return new Map(await Promise.all(names.map(async (name) => [name, await where.present(name)] as const)))
}
