import type { Store } from '../core/store.ts'
import type { Instant } from '../core/time.ts'

/** More than begin in an hour. */
const AT_ONCE = 1000

/** Removes sessions that are over: they open nothing and would stay for ever. Says how many there were; what is left goes the next time. */
export async function removeEndedSessions({ documents }: Pick<Store, 'documents'>, now: Instant): Promise<number> {
  const where = [{ field: 'expiresAt', from: 0, to: now + 1 }]
  const { items } = await documents.query({ collection: 'sessions', where, limit: AT_ONCE })
  await Promise.all(items.map(({ id }) => documents.remove('sessions', id)))
  return items.length
}
