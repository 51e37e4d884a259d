import { signal } from '@preact/signals'
import type { SessionView } from './api-types.ts'
import { startAnew } from './start-anew.ts'

/** What the server refused or could not do. `code` is its kebab-case word, `network` when it was not reached. */
export class ApiError extends Error {
  readonly code: string
  readonly status: number
  readonly details: Readonly<Record<string, unknown>>
  /** The last word of the address: what was asked for. */
  readonly act: string

  constructor(code: string, status: number, details: Readonly<Record<string, unknown>> | null, act = '') {
    super(code)
    this.name = 'ApiError'
    this.code = code
    this.status = status
    this.details = details ?? {}
    this.act = act
  }
}

/** Whoever acts on this page, with the token of their session: a request that names it is answered to them or to nobody. */
export interface Acting {
  readonly personId: string
  readonly csrfToken: string
}

/** Set by the session; null: nobody is signed in. */
export const acting = signal<Acting | null>(null)
/** The server has said that the session of whoever acts on this page is over. */
export const sessionOver = signal(false)

type Query = Readonly<Record<string, string | number | null | undefined>>

/** `?a=1&b=2` of the values that are set; empty when none is. */
export function queryString(query: Query): string {
  const entries = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '')
  const params = new URLSearchParams(entries.map(([key, value]) => [key, String(value)]))
  return entries.length === 0 ? '' : `?${params}`
}

/** The address of a case's own resource; ids hold colons and slashes. */
export const casePath = (caseId: string, rest = ''): string => `/api/cases/${encodeURIComponent(caseId)}${rest}`

export const get = <T>(path: string, query: Query = {}): Promise<T> => send<T>(`${path}${queryString(query)}`, { method: 'GET' })

/** Sends JSON, or a form when `body` is one. @throws ApiError */
export function post<T>(path: string, body: unknown): Promise<T> {
  if (body instanceof FormData) return send<T>(path, { method: 'POST', body })
  return send<T>(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
}

async function send<T>(path: string, init: RequestInit): Promise<T> {
  const own = acting.value
  try {
    return await sendAs<T>(own, path, init)
  } catch (problem) {
    if (own === null || !(problem instanceof ApiError) || !OF_ANOTHER_SESSION.has(problem.code)) throw problem
    const now = await renewed(own)
    if (now === null) throw problem
    return sendAs<T>(now, path, init)
  }
}

/** How a server answers that knows this browser by another session than this page does. */
const OF_ANOTHER_SESSION: ReadonlySet<string> = new Set(['csrf', 'wrong-role'])

/**
 * All tabs share one cookie: somebody may have signed in anew in another tab. The same person goes on with the new token; a page of one person never
 * asks or acts for another. Null: there is nothing to repeat with. @throws ApiError
 */
async function renewed(own: Acting): Promise<Acting | null> {
  const { account, csrfToken } = await sendAs<SessionView>(null, '/api/session', { method: 'GET' })
  if (account.id !== own.personId) startAnew()
  if (account.id !== own.personId || csrfToken === own.csrfToken) return null
  const now: Acting = { ...own, csrfToken }
  if (acting.value === own) acting.value = now
  return now
}

async function sendAs<T>(own: Acting | null, path: string, init: RequestInit): Promise<T> {
  const headers = new Headers(init.headers)
  headers.set('accept', 'application/json')
  if (own !== null) headers.set('x-csrf-token', own.csrfToken)
  const response = await reached(path, { ...init, headers, credentials: 'same-origin' })
  if (response.ok) return (response.status === 204 ? null : await whole(path, response)) as T
  const error = errorOf(path, response.status, await response.json().catch(() => null))
  // An answer that comes after they have signed in again is about the session before.
  if (error.code === 'no-session' && own !== null && own === acting.value) sessionOver.value = true
  throw error
}

/** A line over which nothing comes any more is never closed: without a limit an act would wait for ever. */
const ANSWER_MS = 30_000
/** A photo over a slow line takes its time. */
const UPLOAD_MS = 90_000

async function reached(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { ...init, signal: AbortSignal.timeout(init.body instanceof FormData ? UPLOAD_MS : ANSWER_MS) })
  } catch {
    throw new ApiError('network', 0, null, actOf(path))
  }
}

/** An answer that breaks off on its way tells as little as none. */
async function whole(path: string, response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch {
    throw new ApiError('network', 0, null, actOf(path))
  }
}

const actOf = (path: string): string => path.split('?')[0]?.split('/').at(-1) ?? ''

/** The domain's refusals come as `refusal`, everything else as `error`. */
function errorOf(path: string, status: number, body: unknown): ApiError {
  const fields = fieldsOf(body)
  const code = [fields['refusal'], fields['error']].find((value) => typeof value === 'string') ?? `http-${status}`
  return new ApiError(String(code), status, fieldsOf(fields['details']), actOf(path))
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
