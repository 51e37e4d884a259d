import { type CollectionName, COLLECTIONS } from '../../core/collections.ts'
import { specOf } from '../../core/declared.ts'
import type { NewDocument } from '../../core/documents.ts'

/** What a write names. Where it is an alias, nothing is ever made under that name. */
export interface Place {
  readonly index: string
  readonly isAlias: boolean
}

/** The names under one prefix. A collection is one index behind an alias, `cases` → `cases-1`, or one a month by the document's own date,
 *  `posts-2026-03`. When documents move to another index it is named by its generation, `cases-2` or `posts.2-2026-03`, and the name that is
 *  written to becomes an alias for it. */
export interface Places {
  /** Before every name. */
  readonly prefix: string
  /** What a query names. */
  readonly pattern: (collection: CollectionName) => string
  /** What a query over every collection that owes messages names. */
  readonly owing: readonly string[]
  readonly ofNew: (document: Pick<NewDocument, 'collection' | 'fields'>) => Place
  /** Where a document that was found is written, whatever is there. */
  readonly ofFound: (collection: CollectionName, index: string) => Place
  /** Where a document is written over the version found in that index, and nowhere else. */
  readonly ofVersion: (collection: CollectionName, index: string) => Place
  /** The name that is written to and that stands for the index. */
  readonly address: (collection: CollectionName, index: string) => string
  /** Name of the index that the documents of this one move to. */
  readonly next: (collection: CollectionName, index: string) => string
  /** Name under which the index is kept once its own is taken by an alias; its own where it never is. */
  readonly kept: (collection: CollectionName, index: string) => string
}

export const NAMES = Object.keys(COLLECTIONS) as readonly CollectionName[]

export const isMonthly = (collection: CollectionName): boolean => specOf(collection).monthlyBy !== null

export function placesOf(prefix: string): Places {
  const base = (collection: CollectionName): string => `${prefix}${collection}`
  const pattern = (collection: CollectionName): string => (isMonthly(collection) ? `${base(collection)}-*` : base(collection))
  const written = (collection: CollectionName, index: string): string =>
    isMonthly(collection) ? `${base(collection)}-${monthIn(base(collection), index)}` : base(collection)
  const generation = (collection: CollectionName, index: string): number =>
    Number(isMonthly(collection) ? (/^\.(\d+)/.exec(index.slice(base(collection).length))?.[1] ?? 1) : (/\d+$/.exec(index)?.[0] ?? 0))
  const named = (collection: CollectionName, index: string, number: number): string =>
    isMonthly(collection) ? `${base(collection)}.${number}-${monthIn(base(collection), index)}` : `${base(collection)}-${number}`
  const place = (collection: CollectionName, index: string): Place => ({ index, isAlias: !isMonthly(collection) })
  return {
    prefix,
    pattern,
    owing: NAMES.filter((collection) => specOf(collection).owes).map(pattern),
    ofNew({ collection, fields }) {
      const { monthlyBy } = specOf(collection)
      return place(collection, monthlyBy === null ? base(collection) : `${base(collection)}-${monthOf(fields[monthlyBy])}`)
    },
    ofFound: (collection, index) => place(collection, written(collection, index)),
    // A month's name outlives its index: there sequence numbers alone tell one index from the other, see docs/decisions/0007-moving-documents.md.
    ofVersion: (collection, index) => (isMonthly(collection) ? place(collection, written(collection, index)) : { index, isAlias: false }),
    address: written,
    next: (collection, index) => named(collection, index, generation(collection, index) + 1),
    kept: (collection, index) => named(collection, index, generation(collection, index)),
  }
}

const monthOf = (at: unknown): string => (typeof at === 'number' ? new Date(at).toISOString().slice(0, 7) : 'undated')

/** `2026-03` of `posts-2026-03` and of `posts.2-2026-03`. */
const monthIn = (base: string, index: string): string => index.slice(base.length).replace(/^(\.\d+)?-/, '')
