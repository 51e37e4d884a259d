import type { CollectionName } from '../../core/collections.ts'
import type { Stored } from '../../core/documents.ts'
import type { PartitionRange } from '../../core/log.ts'
import type { LogMessage } from '../../core/message.ts'
import type { StoreReading } from '../../core/store.ts'

/** A page of photos is as heavy as a page of hundreds of anything else. */
const PAGE: Partial<Readonly<Record<CollectionName, number>>> = { photos: 5 }
const PAGE_OF_OTHERS = 200

/** Every document of a collection by ascending id, a page at a time. */
export async function* everyPage<T>(
  documents: StoreReading['documents'],
  collection: CollectionName,
  from: { readonly after?: string } = {},
): AsyncGenerator<{ readonly items: readonly Stored<T>[]; readonly next: string | null }> {
  let { after } = from
  do {
    const page = await documents.query<T>({
      collection,
      limit: PAGE[collection] ?? PAGE_OF_OTHERS,
      ...(after !== undefined && { after }),
    })
    yield page
    after = page.next ?? undefined
  } while (after !== undefined)
}

const BATCH = 500

/** Every message of a partition from its start, or another offset, to where it ended when it was asked for. The last offsets may be nobody's
 *  message, marks of foreign transactions: a log that gives nothing has nothing more, and one that cannot give what it has throws. */
export async function* everyBatch(
  log: StoreReading['log'],
  { topic, partition, start, end }: PartitionRange,
): AsyncGenerator<readonly LogMessage[]> {
  for (let offset = start; offset < end;) {
    const found = await log.read({ topic, partition, offset }, { max: BATCH, waitMs: 0 })
    const batch = found.filter((message) => message.offset < end)
    const last = batch.at(-1)
    if (last === undefined) return
    yield batch
    offset = last.offset + 1
  }
}
