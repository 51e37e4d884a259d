import { Malformed } from './errors.ts'
import type { OwedMessage } from './documents.ts'

export const LARGEST_VALUE = 2 ** 20

/** Why no log would take the message; null when every log gives it back unchanged: well-formed text without NUL (JSON never holds
 *  either, nor does what restates a part of a document), at most 1 MiB. */
export function storableProblem({ topic, key, value, headers, restates }: OwedMessage): Malformed | null {
  const texts: readonly (readonly [string, string])[] = [
    ['key', key],
    ['value', restates === undefined ? value : ''],
    ...Object.entries(headers),
  ]
  const odd = texts.find(([, text]) => text.includes('\0') || !text.isWellFormed())
  if (odd !== undefined) return new Malformed(`${odd[0]} holds NUL or half a surrogate pair`, { topic, field: odd[0] })
  const bytes = bytesOf(value)
  if (bytes <= LARGEST_VALUE) return null
  return new Malformed(`The value has ${bytes} bytes, ${LARGEST_VALUE} is the most`, { topic, key, field: 'value' })
}

/** @throws {Malformed} as `storableProblem` */
export function assertStorable(message: OwedMessage): void {
  const problem = storableProblem(message)
  if (problem !== null) throw problem
}

/** Of the text in UTF-8; one that cannot be too long is not looked through. */
const bytesOf = (text: string): number => (text.length > LARGEST_VALUE / 3 ? new TextEncoder().encode(text).length : text.length)
