import type { CollectionName } from '../../core/collections.ts'
import type { Version } from '../../core/documents.ts'
import { type Found, type Source, versionOf } from './found.ts'

/** What a write must know of the document it goes over. The value, which may be a photo, is not remembered: it is there when the document was read
 *  for this write. */
export interface Known extends Omit<Found, 'source'> {
  readonly source: Pick<Source, 'fields' | 'outbox' | 'writeId'> & Partial<Pick<Source, 'value'>>
}

/** Documents between their reading and their writing. */
const REMEMBERED = 256
/** Where an index is made anew by hand, numbers of before must not stay in use. */
const REMEMBERED_MS = 10_000

/** A write over what was read just now need not read it again: Elasticsearch refuses it by the number if anything has changed since, be it
 *  only what the document owes. */
export class LatelyFound {
  private readonly now: () => number
  private readonly documents = new Map<string, { readonly known: Known; readonly at: number }>()

  /** @param now milliseconds of a clock that never goes back */
  constructor(now: () => number) {
    this.now = now
  }

  remember(collection: CollectionName, { source, ...place }: Found): void {
    const { fields = {}, outbox = [], writeId } = source
    const key = keyOf(collection, place.id)
    this.documents.delete(key)
    this.documents.set(key, { known: { ...place, source: { fields, outbox, writeId } }, at: this.now() })
    const [oldest] = this.documents.keys()
    if (this.documents.size > REMEMBERED && oldest !== undefined) this.documents.delete(oldest)
  }

  /** Null when it was another version, or is too long ago. */
  get(collection: CollectionName, id: string, version: Version): Known | null {
    const found = this.documents.get(keyOf(collection, id))
    if (found === undefined || this.now() - found.at > REMEMBERED_MS) return null
    return versionOf(found.known.source) === version ? found.known : null
  }
}

const keyOf = (collection: CollectionName, id: string): string => `${collection}/${id}`
