import type { OwedMessage } from '../../core/documents.ts'
import { Malformed } from '../../core/errors.ts'
import type { NewMessage } from '../../core/message.ts'

/** A message in the document that owes it: what it repeats of the document's value stands there alone. */
export type KeptMessage = NewMessage | RepeatingMessage

type RepeatingMessage = Omit<NewMessage, 'value'> & { readonly repeats: NonNullable<OwedMessage['repeats']> }

export function keptMessage({ value, repeats, ...others }: OwedMessage): KeptMessage {
  return repeats === undefined ? { ...others, value } : { ...others, repeats }
}

/** The message as it was owed. @throws {Malformed} a document that lacks what the message repeats */
export function wholeMessage(message: KeptMessage, document: unknown): NewMessage {
  if (!('repeats' in message)) return message
  const { repeats, ...others } = message
  const part = repeats.path.reduce<unknown>((node, key) => (node as Record<string | number, unknown> | null | undefined)?.[key], document)
  if (part === undefined) throw new Malformed(`The message ${others.key} repeats what is not there`, { field: repeats.path.join('.') })
  return { ...others, value: repeats.between.join(JSON.stringify(part)) }
}
