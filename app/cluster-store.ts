import { Unavailable } from '../core/errors.ts'
import type { DocumentsHalf, LogHalf } from '../core/halves.ts'
import type { Settlement, Store } from '../core/store.ts'

const RELAY_BATCH = 200

/** Log and documents of two servers as one store. A settlement is checked whole before its first effect, then taken in the order that a crash
 *  between two steps can repeat: messages, documents, progress. */
export function clusterStore(log: LogHalf, documents: DocumentsHalf): Store {
  let closed = false
  async function settle({ append = [], writes = [], commit }: Settlement) {
    if (closed) throw new Unavailable('The store is closed')
    await Promise.all([log.validate([...append, ...writes.flatMap((write) => write.outbox ?? [])]), documents.validate(writes)])
    if (commit !== undefined) await log.assertOwner(commit.fence, commit.positions)
    if (append.length > 0) await log.append(append)
    const results = writes.length > 0 ? await documents.writeAll(writes) : []
    if (commit !== undefined) await log.commit(commit.fence, commit.positions)
    return results
  }
  return {
    log,
    documents,
    settle,
    async relay() {
      const owing = await documents.owing(RELAY_BATCH)
      await log.append(owing.flatMap((one) => one.messages))
      await Promise.all(owing.map((one) => one.sent()))
      return owing.reduce((sum, one) => sum + one.messages.length, 0)
    },
    backup: (folder) => documents.snapshot(folder),
    async close() {
      if (closed) return
      closed = true
      await Promise.all([log.close(), documents.close()])
    },
  }
}
