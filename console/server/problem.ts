import type { z } from 'zod'
import type { Refusal } from '../../core/case.ts'
import { PipelineError, type Remedy } from '../../core/errors.ts'
import type { BadInput, ProblemCode } from './api.ts'
import { badInputOf } from './bad-input.ts'

/** What the console answers instead of a result: a code the pages have words for. */
export class Problem extends Error {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>

  constructor(status: number, body: Readonly<Record<string, unknown>>) {
    super(String(body.error ?? body.refusal))
    this.name = 'Problem'
    this.status = status
    this.body = body
  }
}

export const problem = (status: number, error: ProblemCode, details: Readonly<Record<string, unknown>> = {}): Problem =>
  new Problem(status, { error, details })

export const badInput = (details: BadInput): Problem => problem(400, 'bad-input', { ...details })

/** A foreign agency's case looks like one that does not exist. */
export const notFound = (): Problem => problem(404, 'not-found')

/** A new refusal does not compile until it has its status. */
const STATUS: Readonly<Record<Refusal, number>> = {
  'no-such-case': 404,
  'wrong-moment': 409,
  'not-yours': 403,
  'incomplete-classification': 422,
  'reason-missing': 422,
  'target-missing': 422,
  'agency-not-ready': 409,
  'no-such-agency': 422,
  'too-late-to-return': 409,
  'already-returned-by': 409,
  'draft-is-empty': 422,
  'too-long-for-platform': 422,
  'no-such-attachment': 422,
  'author-cannot-approve': 403,
  'draft-changed': 409,
  'foreign-account': 403,
  'fallback-without-reason': 422,
  'link-missing': 422,
  'too-late-to-reopen': 409,
  'nothing-due': 409,
}

export const refused = (refusal: Refusal, details: Readonly<Record<string, unknown>>): Problem =>
  new Problem(STATUS[refusal], { refusal, details })

/** Reads what came from outside. @throws {Problem} 400 naming the field */
export function read<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw badInput(badInputOf(parsed.error.issues[0], value))
}

const BY_REMEDY = {
  retry: [503, 'unavailable'],
  reload: [409, 'conflict'],
  'dead-letter': [400, 'bad-input'],
  exit: [500, 'misconfigured'],
} as const satisfies Record<Remedy, readonly [number, ProblemCode]>

/** Any error as an answer; null for a bug, of which nothing is told. */
export function problemOf(error: unknown): Problem | null {
  if (error instanceof Problem) return error
  if (!(error instanceof PipelineError)) return null
  const [status, code] = BY_REMEDY[error.remedy]
  return problem(status, code, isInner(error) ? adviceOf(error) : { message: error.message, ...error.details })
}

/** Whether an error is about what lies behind the console, not about what was asked: its sentence names servers, and belongs in the log. */
export function isInner(error: unknown): boolean {
  if (!(error instanceof PipelineError) || error.remedy === 'reload') return false
  return error.remedy !== 'dead-letter' || error.details['field'] === undefined
}

const adviceOf = ({ details: { retryAfterMs } }: PipelineError) => (typeof retryAfterMs === 'number' ? { retryAfterMs } : {})
