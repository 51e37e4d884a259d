import type { Client, estypes } from '@elastic/elasticsearch'
import type { CollectionName } from '../../core/collections.ts'
import { assertReadable } from '../../core/declared.ts'
import type { Version } from '../../core/documents.ts'
import { Unavailable } from '../../core/errors.ts'
import type { NewMessage } from '../../core/message.ts'
import type { SeqNo } from './bulk.ts'
import type { Indices } from './indices.ts'
import { persistently } from './persistently.ts'

/** A document as it is in its index. */
export interface Source {
  readonly id: string
  readonly value: unknown
  readonly fields?: Readonly<Record<string, unknown>>
  readonly outbox?: readonly NewMessage[]
  readonly owes?: boolean
  /** Major version of the value; 1 where there is none. */
  readonly major?: number
  /** Names the write that made it what it is; goes with the document to any other index. */
  readonly writeId: string
}

export interface Found extends SeqNo {
  readonly index: string
  readonly id: string
  readonly source: Source
}

/** What a write must know of the document it goes over: not the value, which may be a photo. */
export interface Known extends Omit<Found, 'source'> {
  readonly source: Pick<Source, 'fields' | 'outbox' | 'writeId'>
}

/** What a compare-and-set compares: place in an index would say something else once the document has moved to another. */
export const versionOf = ({ writeId }: Pick<Source, 'writeId'>): Version => writeId as Version

/** Realtime reads by id: `mget` sees what no search sees yet. */
export interface Gets {
  /** @throws {Unavailable} when it could not be found out within ten seconds; {Malformed} a document of a higher major version */
  find(collection: CollectionName, id: string): Promise<Found | null>
  /** What was found within the last ten seconds, when that was this version: a write over it need not look again, for Elasticsearch refuses it
   *  if anything has changed since, be it only what the document owes. */
  lately(collection: CollectionName, id: string, version: Version): Known | null
}

/** Documents between their reading and their writing. */
const REMEMBERED = 256
/** Where an index is made anew by hand, numbers of before must not stay in use. */
const REMEMBERED_MS = 10_000

interface Pending {
  readonly collection: CollectionName
  readonly id: string
  readonly resolve: (found: Found | null) => void
  readonly reject: (error: unknown) => void
}

/** Reads asked for in one turn of the loop share a request. A monthly collection is asked in every month it has: an id does not tell its own. */
export function gets(client: Client, where: Indices): Gets {
  let waiting: Pending[] = []
  const remembered = new Map<string, { readonly known: Known; readonly at: number }>()

  const remember = (collection: CollectionName, { source, ...place }: Found): void => {
    const { fields = {}, outbox = [], writeId } = source
    const key = keyOf(collection, place.id)
    remembered.delete(key)
    remembered.set(key, { known: { ...place, source: { fields, outbox, writeId } }, at: performance.now() })
    const [oldest] = remembered.keys()
    if (remembered.size > REMEMBERED && oldest !== undefined) remembered.delete(oldest)
  }
  const flush = async (): Promise<void> => {
    const batch = waiting
    waiting = []
    try {
      const found = await persistently(() => findAll(client, where, batch))
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
      return promise.then((found) => {
        if (found === null) return null
        assertReadable(collection, id, found.source.major ?? 1)
        remember(collection, found)
        return found
      })
    },
    lately(collection, id, version) {
      const found = remembered.get(keyOf(collection, id))
      if (found === undefined || performance.now() - found.at > REMEMBERED_MS) return null
      return versionOf(found.known.source) === version ? found.known : null
    },
  }
}

const keyOf = (collection: CollectionName, id: string): string => `${collection}/${id}`

async function findAll(client: Client, where: Indices, batch: readonly Pending[]): Promise<ReadonlyMap<Pending, Found>> {
  const places = await placesOf(batch, where)
  const asked = batch.flatMap((one) => (places.get(one.collection) ?? []).map((index) => ({ one, index })))
  const docs = asked.map(({ one, index }) => ({ _index: index, _id: one.id }))
  const answers = docs.length === 0 ? [] : (await client.mget<Source>({ docs })).docs
  const found = new Map<Pending, Found>()
  for (const [at, { one }] of asked.entries()) {
    const document = foundOf(one.id, answers[at])
    if (document !== null) found.set(one, document)
  }
  return found
}

type Answer = estypes.MgetResponseItem<Source>

/** Null when nothing is there. @throws {Unavailable} when the place could not be asked: its shard is on its way, or the index is gone */
function foundOf(id: string, answer: Answer | undefined): Found | null {
  if (answer === undefined || 'error' in answer)
    throw new Unavailable(`Elasticsearch could not look for ${id}: ${reasonOf(answer)}`, { id })
  if (!answer.found || answer._source === undefined) return null
  return { index: answer._index, id, source: answer._source, seqNo: answer._seq_no ?? -1, primaryTerm: answer._primary_term ?? -1 }
}

const reasonOf = (answer: estypes.MgetMultiGetError | undefined): string => answer?.error.reason ?? answer?.error.type ?? 'no answer'

async function placesOf(batch: readonly Pending[], where: Indices): Promise<ReadonlyMap<CollectionName, readonly string[]>> {
  const names = [...new Set(batch.map((one) => one.collection))]
  return new Map(await Promise.all(names.map(async (name) => [name, await where.present(name)] as const)))
}
