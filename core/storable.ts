import { Malformed } from './errors.ts'
import type { OwedMessage } from './documents.ts'
import { partsOf, type Text, wholeText } from './text.ts'

export const LARGEST_VALUE = 2 ** 20

/** Why no log would take the message; null when every log gives it back unchanged: well-formed text without NUL (JSON never holds
 *  either, nor does what restates a part of a document), at most 1 MiB. */
export function storableProblem({ topic, key, value, headers, restates }: OwedMessage): Malformed | null {
  const odd = isOdd(key)
    ? 'key'
    : restates === undefined && partsOf(value).some(isOdd)
      ? 'value'
      : Object.keys(headers).find((name) => isOdd(headers[name] ?? ''))
  if (odd !== undefined) return new Malformed(`${odd} holds NUL or half a surrogate pair`, { topic, field: odd })
  const bytes = bytesOf(value)
  if (bytes <= LARGEST_VALUE) return null
  return new Malformed(`The value has ${bytes} bytes, ${LARGEST_VALUE} is the most`, { topic, key, field: 'value' })
}

const isOdd = (text: string): boolean => text.includes('\0') || !text.isWellFormed()

/** @throws {Malformed} as `storableProblem` */
export function assertStorable(message: OwedMessage): void {
  const problem = storableProblem(message)
  if (problem !== null) throw problem
}

/** Of the text in UTF-8; one that cannot be too long is not looked through. */
function bytesOf(text: Text): number {
  const length = partsOf(text).reduce((sum, part) => sum + part.length, 0)
  return length > LARGEST_VALUE / 3 ? new TextEncoder().encode(wholeText(text)).length : length
}
