import type { WriteResult } from '../core/documents.ts'
import { Conflict, Malformed, Unavailable } from '../core/errors.ts'
import type { DocumentsHalf, LogHalf, Owing } from '../core/halves.ts'
import type { NewMessage } from '../core/message.ts'
import type { Settlement, Store } from '../core/store.ts'

/** Documents of one relay at most: one that moves fewer messages has left none. */
export const RELAY_BATCH = 200

/** Log and documents of two servers as one store. A settlement is checked whole before its first effect, then taken in the order that a crash
 *  between two steps can repeat: messages, documents, progress. */
export function clusterStore(log: LogHalf, documents: DocumentsHalf): Store {
  let closed = false
  async function settle({ append = [], writes = [], strict, commit }: Settlement) {
    if (closed) throw new Unavailable('The store is closed')
    await Promise.all([log.validate([...append, ...writes.flatMap((write) => write.outbox ?? [])]), documents.validate(writes)])
    if (commit !== undefined) await log.assertOwner(commit.fence, commit.positions)
    if (append.length > 0) await log.append(append)
    const results = writes.length > 0 ? await documents.writeAll(writes) : []
    if (strict === true) assertAllMade(results)
    if (commit !== undefined) await log.commit(commit.fence, commit.positions)
    return results
  }
  return {
    log,
    documents,
    settle,
    async relay(mayGoOn = async () => {}, moved = () => {}) {
      const owing = await documents.owing(RELAY_BATCH)
      if (owing.length === 0) return 0
      await mayGoOn()
      // Each document by itself: one whose message the log refuses holds up no other.
      const moves = await Promise.allSettled(owing.map((one) => move(log, one, moved)))
      for (const one of moves) if (one.status === 'rejected') throw asWaiting(one.reason)
      return moves.reduce((sum, one) => sum + (one.status === 'fulfilled' ? one.value : 0), 0)
    },
    backup: (folder) => documents.snapshot(folder),
    async close() {
      if (closed) return
      closed = true
      await Promise.all([log.close(), documents.close()])
    },
  }
}

/** What the log refuses stays owed until a person has seen to it; the worker and all other messages go on. */
const asWaiting = (error: unknown): unknown =>
  error instanceof Malformed ? new Unavailable(error.message, error.details, { cause: error }) : error

/** Gives how many messages it has sent. */
async function move(log: LogHalf, { messages, sent }: Owing, moved: (messages: readonly NewMessage[]) => void): Promise<number> {
  await log.append(messages)
  moved(messages)
  await sent()
  return messages.length
}

/** @throws {Conflict} */
function assertAllMade(results: readonly WriteResult[]): void {
  if (results.some((one) => one.kind === 'exists')) throw new Conflict('A document of the settlement was made by someone else first')
}
