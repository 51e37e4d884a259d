import { createHash } from 'node:crypto'
import { canonical } from '../../core/canonical.ts'
import type { CollectionName } from '../../core/collections.ts'
import type { StoreReading } from '../../core/store.ts'
import { everyPage } from './every.ts'
import { UNFINISHED_ID } from './unfinished.ts'

/** A collection in two stores. Documents are compared by id and by the canonical JSON of their value. */
export interface Comparison {
  readonly collection: CollectionName
  readonly counts: readonly [number, number]
  /** SHA-256 over ids and values in the order of the ids. */
  readonly hashes: readonly [string, string]
  readonly same: number
  /** Ids of the first of those that differ, or that only one side has. */
  readonly differ: readonly string[]
  readonly onlyFirst: readonly string[]
  readonly onlySecond: readonly string[]
}

/** Ids that are told of each kind of difference. */
const TOLD = 20

type Reading = StoreReading['documents']

type Kind = 'same' | 'differ' | 'onlyFirst' | 'onlySecond'

/** Reads both sides once, side by side. `seen` is told after each page of the first. */
export async function compared(
  [first, second]: readonly [Reading, Reading],
  collection: CollectionName,
  seen: (count: number) => void = () => {},
): Promise<Comparison> {
  const [a, b] = [new Side(first, collection, seen), new Side(second, collection)]
  const ids: Record<Kind, string[]> = { same: [], differ: [], onlyFirst: [], onlySecond: [] }
  let same = 0
  for await (const { kind, id } of verdicts(a, b)) {
    if (kind === 'same') same += 1
    else if (ids[kind].length < TOLD) ids[kind].push(id)
  }
  return { collection, counts: [a.count, b.count], hashes: [a.digest(), b.digest()], ...ids, same }
}

interface One {
  readonly id: string
  readonly text: string
}

async function* verdicts(a: Side, b: Side): AsyncGenerator<{ readonly kind: Kind; readonly id: string }> {
  let [left, right] = [await a.next(), await b.next()]
  while (left !== null || right !== null) {
    const order = orderOf(left, right)
    yield order > 0 ? { kind: 'onlySecond', id: right?.id ?? '' } : { kind: kindOf(order, left, right), id: left?.id ?? '' }
    if (order <= 0) left = await a.next()
    if (order >= 0) right = await b.next()
  }
}

const kindOf = (order: number, left: One | null, right: One | null): Kind =>
  order < 0 ? 'onlyFirst' : left?.text === right?.text ? 'same' : 'differ'

/** By the bytes of their ids, as both stores sort; a side that has ended comes last. */
function orderOf(left: One | null, right: One | null): number {
  if (left === null || right === null) return left === null ? 1 : -1
  return Buffer.compare(Buffer.from(left.id), Buffer.from(right.id))
}

class Side {
  count = 0
  private readonly hash = createHash('sha256')
  private readonly documents: AsyncGenerator<One>

  constructor(documents: Reading, collection: CollectionName, seen: (count: number) => void = () => {}) {
    this.documents = everyOne(documents, collection, seen)
  }

  async next(): Promise<One | null> {
    const { done, value } = await this.documents.next()
    if (done === true) return null
    this.count += 1
    this.hash.update(`${value.id}\n${value.text}\n`)
    return value
  }

  digest(): string {
    return this.hash.digest('hex')
  }
}

async function* everyOne(documents: Reading, collection: CollectionName, seen: (count: number) => void): AsyncGenerator<One> {
  for await (const { items } of everyPage(documents, collection)) {
    // The mark of the work itself is no document of the installation.
    for (const { id, value } of items) if (collection !== 'cursors' || id !== UNFINISHED_ID) yield { id, text: canonical(value) }
    seen(items.length)
  }
}
