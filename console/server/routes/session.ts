import { z } from 'zod'
import { type Account, accountIdOf, LOGIN } from '../../../core/actor.ts'
import type { SessionView, SignInOptions } from '../api.ts'
import type { ConsoleDeps } from '../deps.ts'
import { problem, read } from '../problem.ts'
import type { Asked, Route } from '../route.ts'
import { closeSession, COOKIE, openSession, type Session, SESSION_MS } from '../sessions.ts'
import { ROLES } from '../../../core/actor.ts'

const SignInSchema = z.object({ login: z.string().min(1).max(100), password: z.string().min(1).max(200) })

const view = ({ now, region }: ConsoleDeps, { account, csrfToken }: Session): SessionView => ({
  account: { id: account.id, login: account.login, name: account.name, role: account.role, agencyId: account.agencyId },
  csrfToken,
  serverTime: now(),
  region,
})

async function signIn({ deps, request, reply }: Asked): Promise<SessionView> {
  const { login, password } = read(SignInSchema, request.body)
  const account = await counted(deps, login, () => accountOf(deps, login, password))
  if (account === null) throw problem(401, 'wrong-login')
  const { token, session } = await openSession(deps, account)
  void reply.setCookie(COOKIE, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: deps.secureCookie,
    maxAge: SESSION_MS / 1000,
  })
  return view(deps, session)
}

/** Whose login and password these are; null for nobody's. */
async function accountOf({ store, verifyPassword }: ConsoleDeps, login: string, password: string): Promise<Account | null> {
  // By its id: a search may not see yet that the password is another one.
  const account = LOGIN.test(login) ? (await store.documents.get<Account>('accounts', accountIdOf(login)))?.value : undefined
  // The same work and the same answer whether login or password is wrong.
  const right = await verifyPassword(account ?? NOBODY, password)
  return account !== undefined && right && account.disabledAt === null ? account : null
}

/** A try counts as a wrong one from its beginning, so that those made at once are counted too; taken back unless it proves wrong.
 *  @throws {Problem} 429 */
async function counted(deps: ConsoleDeps, login: string, attempt: () => Promise<Account | null>): Promise<Account | null> {
  assertNotGuessed(deps, login)
  deps.wrongPasswords.add(login, deps.now())
  let isWrong = false
  try {
    const account = await attempt()
    isWrong = account === null
    return account
  } finally {
    if (!isWrong) deps.wrongPasswords.takeBack(login)
  }
}

/** @throws {Problem} 429 after too many wrong passwords, whether or not anybody has the login */
function assertNotGuessed({ wrongPasswords, now }: ConsoleDeps, login: string): void {
  const retryAfterMs = wrongPasswords.restMs(login, now())
  if (retryAfterMs > 0) throw problem(429, 'too-many-calls', { message: 'too many wrong passwords of this login', retryAfterMs })
}

const NOBODY: Account = { id: '', login: '', name: '', role: 'analyst', agencyId: null, passwordHash: '', disabledAt: 0 }

async function signOut({ deps, session, reply }: Asked): Promise<{ ok: true }> {
  await closeSession(deps, session)
  void reply.clearCookie(COOKIE, { path: '/' })
  return { ok: true }
}

export const SESSION_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    url: '/api/sign-in-options',
    roles: 'public',
    handle: async ({ deps }): Promise<SignInOptions> => ({ demoAccounts: deps.demoAccounts, languages: ['ru', 'en'] }),
  },
  { method: 'POST', url: '/api/sign-in', roles: 'public', handle: signIn, perMinute: 30 },
  { method: 'POST', url: '/api/sign-out', roles: ROLES, handle: signOut },
  { method: 'GET', url: '/api/session', roles: ROLES, handle: async ({ deps, session }) => view(deps, session) },
  { method: 'GET', url: '/api/directory', roles: ROLES, handle: async ({ deps }) => deps.directory },
]
