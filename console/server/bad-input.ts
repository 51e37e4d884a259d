import type { z } from 'zod'
import type { BadInput } from './api.ts'

type Issue = z.core.$ZodIssue

/** What is wrong with what came from outside, as the pages have words for it; `message` is for whoever reads the answer itself. */
export function badInputOf(issue: Issue | undefined, value: unknown): BadInput {
  if (issue === undefined) return { field: '', reason: 'unfit', message: '' }
  return { field: issue.path.join('.'), message: issue.message, ...reasonOf(issue, value) }
}

type Reason = Pick<BadInput, 'reason' | 'limit'>

const UNFIT: Reason = { reason: 'unfit' }

function reasonOf(issue: Issue, value: unknown): Reason {
  if (issue.code === 'too_big') return tooMuch(issue.origin, Number(issue.maximum))
  if (issue.code === 'too_small') return tooLittle(issue.origin, Number(issue.minimum))
  return isMissing(issue.path, value) ? { reason: 'missing' } : UNFIT
}

function tooMuch(origin: string, limit: number): Reason {
  if (origin === 'string') return { reason: 'too-long', limit }
  return origin === 'array' ? { reason: 'too-many', limit } : UNFIT
}

function tooLittle(origin: string, limit: number): Reason {
  if (origin !== 'string' && origin !== 'array') return UNFIT
  return limit > 1 ? { reason: 'too-short', limit } : { reason: 'missing' }
}

function isMissing(path: readonly PropertyKey[], value: unknown): boolean {
  const found = path.reduce<unknown>((within, key) => (within as Partial<Record<PropertyKey, unknown>> | null | undefined)?.[key], value)
  return found === undefined || found === null || found === ''
}
