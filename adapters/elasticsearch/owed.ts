import type { OwedMessage } from '../../core/documents.ts'
import { Malformed } from '../../core/errors.ts'
import type { NewMessage } from '../../core/message.ts'

/** A message in the document that owes it: what it repeats of the document's value stands there alone. */
export type KeptMessage = NewMessage | RepeatingMessage

interface RepeatingMessage extends Omit<NewMessage, 'value'> {
  /** The message's value before and after what it repeats. */
  readonly around: readonly [string, string]
  readonly path: readonly (string | number)[]
}

export function keptMessage({ repeats, ...message }: OwedMessage): KeptMessage {
  if (repeats === undefined) return message
  const { value, ...others } = message
  return { ...others, around: [value.slice(0, repeats.start), value.slice(repeats.end)], path: repeats.path }
}

/** The message as it was owed. @throws {Malformed} a document that lacks what the message repeats */
export function wholeMessage(message: KeptMessage, value: unknown): NewMessage {
  if (!('around' in message)) return message
  const { around, path, ...others } = message
  const part = path.reduce<unknown>((node, key) => (node as Record<string | number, unknown> | null | undefined)?.[key], value)
  if (part === undefined) throw new Malformed(`The message ${others.key} repeats what is not there`, { field: path.join('.') })
  return { ...others, value: around.join(JSON.stringify(part)) }
}
