import { type CollectionName, COLLECTIONS } from '../../core/collections.ts'
import type { Store, StoreReading } from '../../core/store.ts'
import { type Comparison, compared } from './compare.ts'
import { documentOf } from './document-of.ts'
import { everyPage } from './every.ts'
import { UNFINISHED_ID } from './unfinished.ts'

/** Leases belong to the processes that run. */
export const COPIED = (Object.keys(COLLECTIONS) as CollectionName[]).filter((name) => name !== 'leases')

type Reading = StoreReading['documents']

/** Copies a collection a page at a time, from `after` on; `done` is told how many and where the next page begins (null at the end).
 *  What is there already stays as it is. */
export async function copyDocuments(
  [from, to]: readonly [Reading, Store],
  collection: CollectionName,
  { after, done }: { readonly after?: string; readonly done: (count: number, next: string | null) => Promise<void> },
): Promise<void> {
  for await (const { items, next } of everyPage(from, collection, after === undefined ? {} : { after })) {
    const own = items.filter(({ id }) => collection !== 'cursors' || id !== UNFINISHED_ID)
    const writes = own.map((one) => ({ ...documentOf(collection, one), mode: { kind: 'create' } as const }))
    if (writes.length > 0) await to.settle({ writes })
    await done(own.length, next)
  }
}

/** Both sides of every collection that is copied. */
export async function comparedAll(
  stores: readonly [Reading, Reading],
  collections: readonly CollectionName[],
  seen: (count: number) => void,
): Promise<readonly Comparison[]> {
  const all: Comparison[] = []
  for (const collection of collections) all.push(await compared(stores, collection, seen))
  return all
}

/** One sentence for each collection that is not the same on both sides. */
export const differences = (all: readonly Comparison[]): readonly string[] =>
  all
    .filter(({ hashes: [first, second] }) => first !== second)
    .map(({ collection, counts, differ, onlyFirst, onlySecond }) => {
      const told = [...differ, ...onlyFirst, ...onlySecond].slice(0, 3).join(', ')
      return `${collection}: ${counts[0]} documents here, ${counts[1]} there, and not the same, for example ${told}`
    })
