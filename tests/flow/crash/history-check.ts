import type { LogMessage } from '../../../core/message.ts'

/** What is left after the crashes: the log as it stands, and what had been acknowledged to the outside. */
export interface History {
  readonly messages: readonly LogMessage[]
  /** Topic → event ids that must be there, each once. */
  readonly expected: Readonly<Record<string, readonly string[]>>
  /** Event id → position among the events of its key, where an order is promised. */
  readonly orderOf: (message: LogMessage) => number | null
}

/** Everything that is wrong with a history: lost, doubled, gaps, out of order per key. Empty when nothing is. */
export function historyProblems({ messages, expected, orderOf }: History): readonly string[] {
  return [...gaps(messages), ...doubled(messages), ...lost(messages, expected), ...disorder(messages, orderOf)]
}

const idOf = (message: LogMessage): string => message.headers['ce_id'] ?? ''

function gaps(messages: readonly LogMessage[]): readonly string[] {
  return [...Map.groupBy(messages, (one) => `${one.topic}/${one.partition}`)].flatMap(([place, own]) => {
    const offsets = own.map((one) => one.offset).toSorted((a, b) => a - b)
    const first = offsets[0] ?? 0
    return offsets.every((offset, index) => offset === first + index) ? [] : [`${place} has gaps between its offsets`]
  })
}

const doubled = (messages: readonly LogMessage[]): readonly string[] =>
  [...Map.groupBy(messages, (one) => `${one.topic} ${idOf(one)}`)].flatMap(([id, own]) =>
    own.length === 1 ? [] : [`${id} stands ${own.length} times`],
  )

function lost(messages: readonly LogMessage[], expected: History['expected']): readonly string[] {
  const present = new Set(messages.map((one) => `${one.topic} ${idOf(one)}`))
  return Object.entries(expected).flatMap(([topic, ids]) =>
    ids.filter((id) => !present.has(`${topic} ${id}`)).map((id) => `${topic} ${id} is lost`),
  )
}

function disorder(messages: readonly LogMessage[], orderOf: History['orderOf']): readonly string[] {
  return [...Map.groupBy(messages, (one) => `${one.topic} ${one.key}`)].flatMap(([key, own]) => {
    const orders = own.toSorted((a, b) => a.offset - b.offset).flatMap((one) => orderOf(one) ?? [])
    return orders.every((order, index) => index === 0 || order > (orders[index - 1] ?? 0)) ? [] : [`${key} is out of order`]
  })
}
