import type { CollectionName } from './collections.ts'
import type { NewMessage } from './message.ts'

/** Opaque: compare for equality, never do arithmetic on it. */
export type Version = string & { readonly __brand: 'Version' }

export type FieldValue = string | number | boolean | null | readonly string[]

/** A document on its way to the store. `fields` are what `core/collections.ts` declares for the collection. */
export interface NewDocument {
  readonly collection: CollectionName
  readonly id: string
  /** Any JSON value; what `jsonOf` says of it comes back deep-equal. */
  readonly value: unknown
  readonly fields: Readonly<Record<string, FieldValue>>
  /** Ready lemmas, space separated, of collections with full text. */
  readonly lemmas?: string
}

export interface Stored<T = unknown> {
  readonly id: string
  readonly value: T
  readonly version: Version
}

/** `create`: only when absent. `replace`: only over that version. `put`: whatever is there. */
export type Write = NewDocument & {
  readonly mode: { readonly kind: 'create' } | { readonly kind: 'replace'; readonly version: Version } | { readonly kind: 'put' }
  /** The messages this write owes: they reach the log at least once, with their ids, in this order, once the write is durable. */
  readonly outbox?: readonly OwedMessage[]
}

/** What a write owes. */
export interface OwedMessage extends NewMessage {
  /** The message's value is the JSON of a part of the document's own value, which stays what it is, between these texts: a store may keep it once. */
  readonly restates?: { readonly path: readonly (string | number)[]; readonly between: readonly [string, string] }
}

/** `exists`: a `create` met a document with that id; its outbox is not sent again. */
export type WriteResult = { readonly kind: 'written'; readonly version: Version } | { readonly kind: 'exists' }

export type Filter =
  | { readonly field: string; readonly is: string | number | boolean | null }
  | { readonly field: string; readonly in: readonly (string | number)[] }
  | { readonly field: string; readonly from?: number; readonly to?: number }
  | { readonly not: Filter }

export interface Query {
  readonly collection: CollectionName
  /** All must hold. `is`/`in` on a list field mean "contains". `from` is inclusive, `to` exclusive. */
  readonly where?: readonly Filter[]
  /** Full text: every word must be present in one of its lemmas. */
  readonly words?: readonly (readonly string[])[]
  /** A declared field; ties by id in the same direction. Default: id ascending. Documents without the field come last. */
  readonly sort?: { readonly field: string; readonly order: 'asc' | 'desc' }
  readonly limit: number
  /** `next` of the page before; opaque. */
  readonly after?: string
}

export interface DocumentPage<T = unknown> {
  readonly items: readonly Stored<T>[]
  readonly next: string | null
}

/** JSON documents by id, with declared fields to find them by. */
export interface Documents {
  /** The newest saved state, never a stale one. */
  get<T>(collection: CollectionName, id: string): Promise<Stored<T> | null>
  /** One write, durable on return. @throws {Conflict} when `replace` meets another version or nothing; {Malformed} an undeclared field. */
  write(write: Write): Promise<WriteResult>
  remove(collection: CollectionName, id: string, version?: Version): Promise<boolean>
  /** Sees every write made through this store before the call (the cluster adapter waits for a refresh). @throws {Malformed} an undeclared field. */
  query<T>(query: Query): Promise<DocumentPage<T>>
  count(query: Omit<Query, 'limit' | 'after' | 'sort'>): Promise<number>
  /** Number of documents per value of a keyword field, most first. */
  facet(
    query: Omit<Query, 'limit' | 'after' | 'sort'> & { readonly field: string; readonly limit: number },
  ): Promise<readonly { readonly value: string; readonly count: number }[]>
}
