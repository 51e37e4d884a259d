import { type CollectionName, COLLECTIONS } from '../core/collections.ts'
import { specOf } from '../core/declared.ts'
import type { Store } from '../core/store.ts'

/** Each has an index of its own, which may be gone alone; of months there may be none. */
const ASKED = (Object.keys(COLLECTIONS) as CollectionName[]).filter((name) => specOf(name).monthlyBy === null)

/** @throws {Unavailable} {Misconfigured} what keeps log or documents from answering */
export async function assertAnswers(store: Store): Promise<void> {
  // Asked at once they are one request.
  await Promise.all([...ASKED.map((collection) => store.documents.get(collection, 'ready')), store.log.ranges('posts')])
}
