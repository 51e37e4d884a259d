import type { z } from 'zod'
import { Malformed } from '../../core/errors.ts'
import { HEADERS, type LogMessage } from '../../core/message.ts'
import { dead, ok, type Outcome } from '../../core/outcome.ts'
import { withJson } from '../../core/shared-json.ts'
import type { QuickCheck } from './quick-check.ts'

const SHOWN_LENGTH = 120

/** `otklik.post.v1` → 1; null when the type says nothing we know how to read. */
const majorVersion = (type: string | undefined): string | null => /\.v(\d+)$/.exec(type ?? '')?.[1] ?? null

/** Parses a message's body. An unknown major version, bytes that are no UTF-8, broken JSON or a wrong field is a reasoned dead letter, never a crash.
 *  @param fits where many are read: the schema makes a copy of everything, which is a sixth of what a stage leaves to sweep, so it is asked for
 *  its reasons only */
export function readMessage<T>(message: LogMessage, schema: z.ZodType<T>, fits?: QuickCheck<T>): Outcome<T> {
  const version = majorVersion(message.headers[HEADERS.type])
  if (version !== null && version !== '1')
    return dead(new Malformed(`Unknown major version ${version}`, { field: HEADERS.type }), message.value)
  if (message.headers[HEADERS.rawEncoding] !== undefined) return dead(notText(message), message.value)
  const { value } = message
  let body: unknown
  try {
    body = JSON.parse(value)
  } catch (cause) {
    return dead(new Malformed('Not JSON', { field: 'value', value: value.slice(0, SHOWN_LENGTH) }, { cause }), value)
  }
  if (fits?.(body) === true) return ok(asRead(body, value))
  const parsed = schema.safeParse(body)
  return parsed.success ? ok(parsed.data) : dead(problemOf(parsed.error, body), value)
}

/** Goes on with the text it was read from, where that can stand among others as it is. */
const asRead = <T>(body: T, text: string): T =>
  typeof body === 'object' && body !== null && isPlain(text) ? withJson(body, () => text) : body

/** In one line, nothing around it, and letters as letters: six signs for each, as some write them, might be more than a message may hold. */
const isPlain = (text: string): boolean => text.startsWith('{') && text.endsWith('}') && !text.includes('\n') && !text.includes('\\u')

/** Shown with a sign for what is no letter, so that a person sees which message it is. */
const notText = ({ value }: LogMessage): Malformed =>
  new Malformed('Not UTF-8', { field: 'value', value: Buffer.from(value, 'base64').toString().slice(0, SHOWN_LENGTH) })

/** The first field that is wrong, and the value found there. */
function problemOf({ issues: [issue] }: z.ZodError, body: unknown): Malformed {
  const path = issue?.path ?? []
  const value = (JSON.stringify(valueAt(body, path)) ?? 'undefined').slice(0, SHOWN_LENGTH)
  const field = path.join('.') || 'value'
  return new Malformed(`${field}: ${issue?.message ?? 'not readable'}`, { field, value })
}

const valueAt = (body: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (node, key) => (typeof node === 'object' && node !== null ? (node as Record<PropertyKey, unknown>)[key] : undefined),
    body,
  )
