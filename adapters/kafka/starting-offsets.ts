import { asPipelineError } from './failures.ts'
import { persistently } from './leaders.ts'
import { offsetsOf } from './offsets.ts'
import type { Offset, Partition, Protocol } from './protocol.ts'

const GIVE_UP_AFTER_MS = 15_000

export const keyOf = ({ topic, partition }: Partition): string => `${topic}/${partition}`

/** Where reading begins: after the group's commit, else at the start or at the remembered end, and never before the oldest kept message nor
 *  beyond the newest: a log that lost its end goes on before the commit. */
export async function starts(
  protocol: Protocol,
  group: string,
  partitions: readonly Partition[],
  ends: ReadonlyMap<string, number> | null,
): Promise<readonly Offset[]> {
  if (partitions.length === 0) return []
  return persistently(protocol, GIVE_UP_AFTER_MS, async () => {
    const byKey = (offsets: readonly Offset[]): ReadonlyMap<string, number> => new Map(offsets.map((one) => [keyOf(one), one.offset]))
    const [committed, first, last] = await Promise.all([
      protocol.committed(group, partitions).then(byKey),
      offsetsOf(protocol, partitions, 'start').then(byKey),
      offsetsOf(protocol, partitions, 'end').then(byKey),
    ])
    return partitions.map(({ topic, partition }) => {
      const key = keyOf({ topic, partition })
      const oldest = first.get(key) ?? 0
      const start = committed.get(key) ?? ends?.get(key) ?? oldest
      return { topic, partition, offset: Math.min(Math.max(start, oldest), last.get(key) ?? start) }
    })
  })
}

/** What a group that has committed nothing remembers when it wants no more than what comes. */
export async function endsOf(protocol: Protocol, topics: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const leaders = await protocol.leaders()
  const partitions = topics.flatMap((topic) => (leaders.get(topic) ?? []).map((_, partition) => ({ topic, partition })))
  const found = await persistently(protocol, GIVE_UP_AFTER_MS, () => offsetsOf(protocol, partitions, 'end')).catch((error: unknown) => {
    throw asPipelineError(error)
  })
  return new Map(found.map((one) => [keyOf(one), one.offset]))
}
