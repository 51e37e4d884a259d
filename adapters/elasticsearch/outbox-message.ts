import type { OwedMessage } from '../../core/documents.ts'
import { Malformed } from '../../core/errors.ts'
import type { NewMessage } from '../../core/message.ts'
import { wholeText } from '../../core/text.ts'

/** A message in the document that owes it: what it restates of the document's value stands there alone. */
export type OutboxMessage = NewMessage | RestatingMessage

type RestatingMessage = Omit<NewMessage, 'value'> & { readonly restates: NonNullable<OwedMessage['restates']> }

export function outboxMessage({ value, restates, ...others }: OwedMessage): OutboxMessage {
  return restates === undefined ? { ...others, value: wholeText(value) } : { ...others, restates }
}

/** The message as it was owed. @throws {Malformed} a document that lacks what the message restates */
export function wholeMessage(message: OutboxMessage, document: unknown): NewMessage {
  if (!('restates' in message)) return message
  const { restates, ...others } = message
  const part = restates.path.reduce<unknown>((node, key) => (node as Record<string | number, unknown> | null | undefined)?.[key], document)
  if (part === undefined) throw new Malformed(`The message ${others.key} restates what is not there`, { field: restates.path.join('.') })
  return { ...others, value: restates.between.join(JSON.stringify(part)) }
}
