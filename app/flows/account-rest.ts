import type { Store } from '../../core/store.ts'
import type { Instant } from '../../core/time.ts'

/** Until when an account keeps silent, whatever it has to say. In the store: every worker keeps to it, and so does one that was started anew,
 *  for each answer that is tried meanwhile is lost to a person. */
interface AccountRest {
  readonly until: Instant
}

const idOf = (account: string): string => `rest:${account}`

/** Null where nothing keeps it from speaking. */
export async function restOf({ documents }: Pick<Store, 'documents'>, account: string, now: Instant): Promise<Instant | null> {
  const until = (await documents.get<AccountRest>('cursors', idOf(account)))?.value.until ?? 0
  return until > now ? until : null
}

export async function rest({ documents }: Pick<Store, 'documents'>, account: string, until: Instant): Promise<void> {
  const value: AccountRest = { until }
  await documents.write({ collection: 'cursors', id: idOf(account), value, fields: {}, mode: { kind: 'put' } })
}
