import type { CollectionName } from '../../core/collections.ts'
import type { DocumentPage, Documents, FieldValue, Filter, Query, Version, Write, WriteResult } from '../../core/documents.ts'
import { Conflict } from '../../core/errors.ts'
import type { NewMessage } from '../../core/message.ts'
import { jsonOf } from '../../core/shared-json.ts'
import { wholeText } from '../../core/text.ts'

export interface Kept {
  readonly collection: CollectionName
  readonly id: string
  readonly value: unknown
  readonly fields: Readonly<Record<string, FieldValue>>
  readonly version: Version
  /** Messages that have not reached the log. */
  readonly outbox: readonly NewMessage[]
  /** Which try wrote it. */
  readonly writeId: number
}

/** The document server: what is in it survives every process. Each call happens at one instant. */
export class MemoryDocuments {
  private readonly kept = new Map<string, Kept>()
  /** Everything that was ever written, in its order. */
  readonly versions: Kept[] = []
  private count = 0

  get(collection: CollectionName, id: string): Kept | null {
    return this.kept.get(`${collection} ${id}`) ?? null
  }

  all<T>(collection: CollectionName): readonly (Kept & { readonly value: T })[] {
    return [...this.kept.values()].filter((one): one is Kept & { readonly value: T } => one.collection === collection)
  }

  /** What the write still owes from before stays in front of what it owes now. @throws {Conflict} */
  write(write: Write, writeId: number): WriteResult {
    const { collection, id, fields, outbox = [], mode } = write
    const found = this.get(collection, id)
    if (mode.kind === 'create' && found !== null) return { kind: 'exists' }
    this.assertReplaceable(write)
    return this.keep({ collection, id, value: storedValue(write), fields, writeId, outbox: [...(found?.outbox ?? []), ...outbox] })
  }

  /** @throws {Conflict} */
  assertReplaceable({ collection, id, mode }: Write): void {
    if (mode.kind === 'replace' && this.get(collection, id)?.version !== mode.version)
      throw new Conflict(`${collection} ${id} was written by someone else first`, { id })
  }

  /** What the adapter finds when it asks whether an unanswered try was done. @throws {Conflict} */
  outcomeOf({ collection, id, mode }: Write, writeId: number): WriteResult {
    const found = this.get(collection, id)
    if (found?.writeId === writeId) return { kind: 'written', version: found.version }
    if (mode.kind === 'create') return { kind: 'exists' }
    throw new Conflict(`${collection} ${id} was written by someone else first`, { id })
  }

  remove(collection: CollectionName, id: string, version?: Version): boolean {
    const found = this.get(collection, id)
    if (found !== null && version !== undefined && found.version !== version) throw new Conflict(`${id} has changed`, { id })
    return this.kept.delete(`${collection} ${id}`)
  }

  owing(limit: number): readonly Kept[] {
    const owing = [...this.kept.values()].filter((one) => one.outbox.length > 0)
    return owing.toSorted((a, b) => compare(a.id, b.id)).slice(0, limit)
  }

  /** Marks its messages sent; false when it has changed meanwhile. */
  sent({ collection, id, version }: Kept, writeId: number): boolean {
    const found = this.get(collection, id)
    if (found?.version !== version) return false
    this.keep({ ...found, outbox: [], writeId })
    return true
  }

  query<T>({ collection, where = [], sort, limit }: Query): DocumentPage<T> {
    const found = this.all<T>(collection).filter((one) => where.every((filter) => holds(one.fields, filter)))
    const sign = sort?.order === 'desc' ? -1 : 1
    const rank = (one: Kept): FieldValue | undefined => (sort === undefined ? 0 : one.fields[sort.field])
    const sorted = found.toSorted((a, b) => sign * (compare(rank(a), rank(b)) || compare(a.id, b.id)))
    return { items: sorted.slice(0, limit), next: null }
  }

  facet({ field, limit, ...query }: Parameters<Documents['facet']>[0]): Awaited<ReturnType<Documents['facet']>> {
    const found = this.query<unknown>({ ...query, limit: Infinity }).items as readonly Kept[]
    const counts = Map.groupBy(
      found.filter((one) => typeof one.fields[field] === 'string'),
      (one) => String(one.fields[field]),
    )
    const sorted = [...counts].map(([value, own]) => ({ value, count: own.length })).toSorted((a, b) => b.count - a.count)
    return sorted.slice(0, limit)
  }

  private keep(next: Omit<Kept, 'version'>): WriteResult {
    this.count += 1
    const version = String(this.count) as Version
    const kept = { ...next, version }
    this.kept.set(`${next.collection} ${next.id}`, kept)
    this.versions.push(kept)
    return { kind: 'written', version }
  }
}

/** As a server has it: by its JSON alone. */
export const storedValue = ({ value }: Write): unknown => JSON.parse(wholeText(jsonOf(value)))

function compare(a: FieldValue | undefined, b: FieldValue | undefined): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return String(a) < String(b) ? -1 : Number(String(a) > String(b))
}

function holds(fields: Kept['fields'], filter: Filter): boolean {
  if ('not' in filter) return !holds(fields, filter.not)
  const value = fields[filter.field] ?? null
  if ('is' in filter) return value === filter.is || (Array.isArray(value) && value.includes(filter.is))
  if ('in' in filter) return filter.in.includes(value as string | number)
  return typeof value === 'number' && isWithin(value, filter)
}

const isWithin = (value: number, { from = -Infinity, to = Infinity }: { readonly from?: number; readonly to?: number }): boolean =>
  value >= from && value < to
