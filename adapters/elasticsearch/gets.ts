import type { Client, estypes } from '@elastic/elasticsearch'
import type { CollectionName } from '../../core/collections.ts'
import { assertReadable } from '../../core/declared.ts'
import type { Version } from '../../core/documents.ts'
import { Misconfigured, Unavailable } from '../../core/errors.ts'
import { NO_RIGHT } from './bulk.ts'
import { outOfPlace } from './client.ts'
import type { Found, Source } from './found.ts'
import type { Indices } from './indices.ts'
import { type Known, LatelyFound } from './lately-found.ts'
import { persistently } from './persistently.ts'

/** Realtime reads by id: `mget` sees what no search sees yet. */
export interface Gets {
  /** @throws {Unavailable} when it could not be found out within ten seconds; {Malformed} a document of a higher major version */
  find(collection: CollectionName, id: string): Promise<Found | null>
  /** What a write over this version may go by without reading it again; null when it was not found just now. */
  lately(collection: CollectionName, id: string, version: Version): Known | null
}

/** Names one copy of each shard, the same to every process. A copy that is behind in a write not yet confirmed would say that nothing is there
 *  to whoever has found it at another copy. */
const ONE_COPY = { preference: 'otklik' } as const

interface Pending {
  readonly collection: CollectionName
  readonly id: string
  readonly resolve: (found: Found | null) => void
  readonly reject: (error: unknown) => void
}

/** Reads asked for in one turn of the loop share a request. A monthly collection is asked in every month it has: an id does not tell its own. */
export function gets(client: Client, where: Indices): Gets {
  let waiting: Pending[] = []
  const lately = new LatelyFound(() => performance.now())

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
        lately.remember(collection, found)
        return found
      })
    },
    lately: (collection, id, version) => lately.get(collection, id, version),
  }
}

async function findAll(client: Client, where: Indices, batch: readonly Pending[]): Promise<ReadonlyMap<Pending, Found>> {
  const places = await placesOf(batch, where)
  const asked = batch.flatMap((one) => (places.get(one.collection) ?? []).map((index) => ({ one, index })))
  const docs = asked.map(({ one, index }) => ({ _index: index, _id: one.id }))
  const answers = docs.length === 0 ? [] : (await client.mget<Source>({ docs, ...ONE_COPY })).docs
  const found = new Map<Pending, Found>()
  for (const [at, { one }] of asked.entries()) {
    const document = foundOf(one.id, answers[at])
    if (document !== null) found.set(one, document)
  }
  return found
}

type Answer = estypes.MgetResponseItem<Source>

/** Of a name that stands for two indices: the server says which, and cannot know which of them has the documents. */
const TWO_INDICES = 'illegal_argument_exception'
const FOR_A_PERSON: ReadonlySet<string> = new Set([NO_RIGHT, TWO_INDICES])

/** Null when nothing is there. @throws {Unavailable} when the place could not be asked: its shard is on its way, or the index is gone */
function foundOf(id: string, answer: Answer | undefined): Found | null {
  if (answer === undefined) throw new Unavailable(`Elasticsearch could not look for ${id}: no answer`, { id })
  if ('error' in answer) throw unfound(id, answer)
  if (!answer.found || answer._source === undefined) return null
  return { index: answer._index, id, source: answer._source, seqNo: answer._seq_no ?? -1, primaryTerm: answer._primary_term ?? -1 }
}

function unfound(id: string, { error }: estypes.MgetMultiGetError): Error {
  const { type, reason } = error
  if (FOR_A_PERSON.has(type)) return new Misconfigured(`Elasticsearch: ${reason ?? type}`, { id })
  return new Unavailable(`Elasticsearch could not look for ${id}: ${outOfPlace(error) ?? reason ?? type}`, { id })
}

async function placesOf(batch: readonly Pending[], where: Indices): Promise<ReadonlyMap<CollectionName, readonly string[]>> {
  const names = [...new Set(batch.map((one) => one.collection))]
  return new Map(await Promise.all(names.map(async (name) => [name, await where.present(name)] as const)))
}
