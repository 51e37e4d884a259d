import type { FastifyRequest } from 'fastify'
import { COOKIE } from './sessions.ts'

/** Sessions remembered; one that is forgotten is counted by its address once. */
const MOST_KNOWN = 10_000

/** Whose calls are counted together. A whole office may stand behind one address, so a session is counted alone, but only once it has let
 *  someone in: a cookie made up for every call would begin a new count each time. */
export class Callers {
  private readonly known = new Set<string>()

  readonly keyOf = (request: FastifyRequest): string => {
    const token = request.cookies[COOKIE]
    return token !== undefined && this.known.has(token) ? token : request.ip
  }

  /** The session of this request was looked at and holds. */
  admitted({ cookies }: FastifyRequest): void {
    const token = cookies[COOKIE]
    if (token === undefined || this.known.has(token)) return
    this.known.add(token)
    const oldest = this.known.size > MOST_KNOWN ? this.known.values().next().value : undefined
    if (oldest !== undefined) this.known.delete(oldest)
  }
}
