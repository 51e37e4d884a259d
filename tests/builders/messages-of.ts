import { canonical } from '../../core/canonical.ts'
import type { LogMessage } from '../../core/message.ts'
import type { StoreReading } from '../../core/store.ts'

/** Every message of a topic, a partition after the other. */
export async function messagesOf(log: StoreReading['log'], topic: string): Promise<readonly LogMessage[]> {
  const found: LogMessage[] = []
  for (const { partition, start, end } of await log.ranges(topic)) {
    for (let offset = start; offset < end;) {
      const page = await log.read({ topic, partition, offset }, { max: 1000, waitMs: 0 })
      found.push(...page)
      offset = (page.at(-1)?.offset ?? end) + 1
    }
  }
  return found
}

/** The messages of each key in their order, canonically, wherever they lie. */
export const byKey = (messages: readonly LogMessage[]): ReadonlyMap<string, readonly string[]> =>
  new Map(
    [...Map.groupBy(messages, ({ key }) => key)]
      .map(([key, own]) => [key, own.map(({ value, headers, at }) => canonical({ value, headers, at }))] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )
