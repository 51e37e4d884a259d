import { HEADERS, type LogMessage } from '../../../core/message.ts'

export const eventId = ({ headers }: LogMessage): string => headers[HEADERS.id] ?? ''

/** Each event once, where it stands first: a repeat with the same id is the same event. */
export function firsts(messages: readonly LogMessage[]): readonly LogMessage[] {
  const seen = new Set<string>()
  return messages.filter((message) => {
    const isFirst = !seen.has(eventId(message))
    seen.add(eventId(message))
    return isFirst
  })
}

/** What is missing and what nobody expected, by name. */
export function difference(kind: string, expected: readonly string[], found: readonly string[]): readonly string[] {
  const [wanted, there] = [new Set(expected), new Set(found)]
  return [
    ...expected.filter((one) => !there.has(one)).map((one) => `${kind} lost: ${one}`),
    ...[...there].filter((one) => !wanted.has(one)).map((one) => `${kind} invented: ${one}`),
  ]
}

/** Whether per key the events stand in the order that is given. */
export function disorder(kind: string, messages: readonly LogMessage[], order: readonly string[]): readonly string[] {
  const rank = new Map(order.map((id, index) => [id, index]))
  return [...Map.groupBy(firsts(messages), (message) => message.key)].flatMap(([key, own]) => {
    const ranks = own.map((message) => rank.get(eventId(message)) ?? -1)
    return ranks.every((one, index) => index === 0 || one > ranks[index - 1]!) ? [] : [`${kind} out of order: ${key}`]
  })
}
