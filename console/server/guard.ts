import type { FastifyRequest } from 'fastify'
import type { ConsoleDeps } from './deps.ts'
import { problem } from './problem.ts'
import type { Route } from './route.ts'
import { COOKIE, type Session, sessionOf } from './sessions.ts'

const SAFE = new Set(['GET', 'HEAD'])

/** Session, role and CSRF token, in this order. @throws {Problem} 401, 403 */
export async function admitted(
  deps: ConsoleDeps,
  route: Pick<Route, 'roles' | 'method'>,
  request: FastifyRequest,
): Promise<Session | null> {
  if (!SAFE.has(route.method)) assertOwnOrigin(request)
  if (route.roles === 'public') return null
  const session = await sessionOf(deps, request.cookies[COOKIE])
  if (session === null) throw problem(401, 'no-session')
  if (!route.roles.includes(session.account.role)) throw problem(403, 'wrong-role', { role: session.account.role })
  assertOwnToken(route, request, session)
  return session
}

/** An unsafe method wants the token. A page that names the token of another session learns that it is another, whatever it asks for: it would show
 *  what one person may see at the desk of another. */
function assertOwnToken({ method }: Pick<Route, 'method'>, { headers }: FastifyRequest, { csrfToken }: Session): void {
  const named = headers['x-csrf-token']
  if (named === csrfToken || (named === undefined && SAFE.has(method))) return
  throw problem(403, 'csrf')
}

/** Any port: what is in front may be a tunnel. */
const OF_THIS_MACHINE = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i

/** A page of anywhere can lead its own name to this machine, and its browser then takes the console for part of that page. Where passwords are
 *  known to everybody, no name but the machine's own is answered. @throws {Problem} 421 */
export function assertOwnHost({ headers: { host = '' } }: FastifyRequest): void {
  if (OF_THIS_MACHINE.test(host)) return
  throw problem(421, 'foreign-origin', { message: 'demo mode answers on this machine alone: as 127.0.0.1, localhost or [::1]' })
}

/** A browser names the page a request comes from; another page than ours may not write. */
function assertOwnOrigin({ headers }: FastifyRequest): void {
  const { origin, host } = headers
  if (origin !== undefined && URL.parse(origin)?.host !== host) throw problem(403, 'foreign-origin')
}
