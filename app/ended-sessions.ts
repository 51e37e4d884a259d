import type { Store } from '../core/store.ts'
import type { Instant } from '../core/time.ts'

const PAGE = 200

/** Removes the sessions that are over: they open nothing and would stay for ever. Says how many there were. */
export async function removeEndedSessions({ documents }: Pick<Store, 'documents'>, now: Instant): Promise<number> {
  const where = [{ field: 'expiresAt', from: 0, to: now + 1 }]
  let removed = 0
  for (;;) {
    const { items, next } = await documents.query({ collection: 'sessions', where, limit: PAGE })
    await Promise.all(items.map(({ id }) => documents.remove('sessions', id)))
    removed += items.length
    if (next === null) return removed
  }
}
