import type { Filter } from '../../core/documents.ts'
import type { Instant } from '../../core/time.ts'
import { restOf } from './account-rest.ts'
import type { OwedPublication } from './owed-publication.ts'
import { speak, type Speaking } from './speak.ts'

const LOOK_MS = 500
/** More accounts with something to say than this wait for the next look. */
const ACCOUNTS_AT_ONCE = 200

/**
 * Speaks what is owed until aborted: one speaker an account, so that an account which is slow or throttled delays nobody else. An account
 * that was throttled keeps silent for a while; what it owes stays in the store. An error that nobody expected ends all. `begun` hears when
 * it is first known what is owed.
 */
export async function speakOwed(flow: Speaking, signal: AbortSignal, begun?: () => void): Promise<void> {
  let hasBegun = false
  const speaking = new Map<string, Promise<void>>()
  const silentUntil = new Map<string, Instant>()
  const begin = (account: string): void => {
    const done = speakFor(flow, account, signal).then((until) => {
      if (until !== null) silentUntil.set(account, until)
      speaking.delete(account)
    })
    speaking.set(account, done)
  }
  try {
    while (!signal.aborted) {
      const mayBegin = (account: string): boolean => !speaking.has(account) && (silentUntil.get(account) ?? 0) <= flow.now()
      const due = await accountsWithDue(flow)
      if (!hasBegun) begun?.()
      hasBegun = true
      for (const account of due.filter(mayBegin)) begin(account)
      await Promise.race([flow.sleep(LOOK_MS, signal), failureOf(speaking.values())])
    }
  } finally {
    await Promise.allSettled(speaking.values())
  }
}

/** Rejects with the first of them that does; never resolves. */
const failureOf = (running: Iterable<Promise<void>>): Promise<never> =>
  new Promise((_, reject) => {
    for (const one of running) one.catch(reject)
  })

const isDue = (now: Instant): Filter => ({ field: 'retryAt', from: 0, to: now + 1 })

async function accountsWithDue({ store, now }: Speaking): Promise<readonly string[]> {
  const found = await store.documents.facet({
    collection: 'publications',
    where: [isDue(now())],
    field: 'account',
    limit: ACCOUNTS_AT_ONCE,
  })
  return found.map((one) => one.value)
}

/** Speaks what one account owes, the longest waiting first, until nothing is due (null) or the account is throttled, by what was said here or
 *  elsewhere (until when). */
async function speakFor(flow: Speaking, account: string, signal: AbortSignal): Promise<Instant | null> {
  while (!signal.aborted) {
    const resting = await restOf(flow.store, account, flow.now())
    if (resting !== null) return resting
    const { items } = await flow.store.documents.query<OwedPublication>({
      collection: 'publications',
      where: [{ field: 'account', is: account }, isDue(flow.now())],
      sort: { field: 'retryAt', order: 'asc' },
      limit: 1,
    })
    const [next] = items
    if (next === undefined) return null
    await speak(flow, next, signal)
  }
  return null
}
