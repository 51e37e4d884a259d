import { type Encoding, ENCODINGS } from '../../collectors/text-lines.ts'
import { UsageError } from './command.ts'

/** For commands that read a file of messages. */
export const ENCODING_OPTION = { encoding: { type: 'string' } } as const

/** @throws {UsageError} of one that is not known */
export function encodingOf(said: string | undefined): Encoding {
  const encoding = ENCODINGS.find((one) => one === (said ?? 'utf-8').toLowerCase())
  if (encoding === undefined) throw new UsageError(`--encoding is ${ENCODINGS.join(' or ')}, not ${said}`)
  return encoding
}
