import type { Account } from '../../core/actor.ts'
import type { ConsoleDeps } from './deps.ts'

export const COOKIE = 'otklik-session'

/** A working day and a bit: nobody is thrown out in the middle of it. */
export const SESSION_MS = 12 * 3_600_000

export interface Session {
  readonly id: string
  readonly account: Account
  readonly csrfToken: string
}

interface StoredSession {
  readonly accountId: string
  readonly csrfToken: string
  readonly expiresAt: number
  /** Of the account when it was opened. */
  readonly mark?: string
  /** Opened in demo mode, with a password that everybody knows. */
  readonly demo?: boolean
}

type Deps = Pick<ConsoleDeps, 'store' | 'now' | 'randomToken' | 'hash' | 'demoAccounts'>

const isDemo = ({ demoAccounts }: Deps): boolean => demoAccounts.length > 0

/** Opens a session; the token goes into the cookie, only its hash is stored. */
export async function openSession(deps: Deps, account: Account): Promise<{ token: string; session: Session }> {
  const token = deps.randomToken(32)
  const id = deps.hash(token)
  const csrfToken = deps.randomToken(24)
  const expiresAt = deps.now() + SESSION_MS
  const mark = account.sessionMark === undefined ? {} : { mark: account.sessionMark }
  const value: StoredSession = { accountId: account.id, csrfToken, expiresAt, ...mark, demo: isDemo(deps) }
  await deps.store.documents.write({
    collection: 'sessions',
    id,
    value,
    fields: { accountId: account.id, expiresAt },
    mode: { kind: 'create' },
  })
  return { token, session: { id, account, csrfToken } }
}

/** The session of a cookie; null when it is unknown, over, of a demo mode that is over, or its account was disabled or changed since. Every request
 *  reads the account by its id, so that it holds at once in every process. */
export async function sessionOf(deps: Deps, token: string | undefined): Promise<Session | null> {
  if (token === undefined || token === '') return null
  const id = deps.hash(token)
  const stored = await deps.store.documents.get<StoredSession>('sessions', id)
  if (stored === null || stored.value.expiresAt <= deps.now()) return null
  if (stored.value.demo === true && !isDemo(deps)) return null
  const account = await deps.store.documents.get<Account>('accounts', stored.value.accountId)
  if (account === null || account.value.disabledAt !== null || account.value.sessionMark !== stored.value.mark) return null
  return { id, account: account.value, csrfToken: stored.value.csrfToken }
}

export const closeSession = (deps: Deps, session: Session): Promise<boolean> => deps.store.documents.remove('sessions', session.id)

/** Stands in on public routes, which do not look at it: nobody, with no rights. */
export const NO_SESSION: Session = {
  id: '',
  csrfToken: '',
  account: { id: '', login: '', name: '', role: 'analyst', agencyId: null, passwordHash: '', disabledAt: 0 },
}
