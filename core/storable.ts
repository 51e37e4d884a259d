import { Malformed } from './errors.ts'
import type { NewMessage } from './message.ts'

export const LARGEST_VALUE = 2 ** 20

/** Text that every log gives back unchanged: well-formed, without NUL, at most 1 MiB. JSON never holds either.
 *  @throws {Malformed} naming the field */
export function assertStorable({ topic, key, value, headers }: NewMessage): void {
  const texts: readonly (readonly [string, string])[] = [['key', key], ['value', value], ...Object.entries(headers)]
  for (const [field, text] of texts) {
    if (text.includes('\0') || !text.isWellFormed()) throw new Malformed(`${field} holds NUL or half a surrogate pair`, { topic, field })
  }
  const bytes = value.length > LARGEST_VALUE / 3 ? new TextEncoder().encode(value).length : value.length
  if (bytes > LARGEST_VALUE)
    throw new Malformed(`The value has ${bytes} bytes, ${LARGEST_VALUE} is the most`, { topic, key, field: 'value' })
}
