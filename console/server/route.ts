import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Role } from '../../core/actor.ts'
import type { ConsoleDeps } from './deps.ts'
import type { Session } from './sessions.ts'

/** What a handler is given: the request has passed the guard by then. */
export interface Asked {
  readonly deps: ConsoleDeps
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  /** Present on every route but the public ones. */
  readonly session: Session
}

/** One act of the console. Deny by default: a route says who may call it, and an unsafe one wants the CSRF token. */
export interface Route {
  readonly method: 'GET' | 'POST'
  readonly url: string
  /** `public`: no session is needed. */
  readonly roles: readonly Role[] | 'public'
  readonly handle: (asked: Asked) => Promise<unknown>
  /** Calls a minute from one address; the general limit when absent. */
  readonly perMinute?: number
}
