import type { Store } from '../core/store.ts'

/** @throws {Unavailable} {Misconfigured} what keeps log or documents from answering */
export async function assertAnswers(store: Store): Promise<void> {
  await Promise.all([store.documents.get('cursors', 'ready'), store.log.ranges('posts')])
}
