import type { Log } from '../core/log.ts'

export interface Lag {
  /** Messages of the topic that the group has not settled. */
  readonly messages: number
  /** Where the partition with the most of them goes on; null when nothing is left. */
  readonly next: { readonly topic: string; readonly partition: number; readonly offset: number } | null
}

/** How far a group is behind. */
export async function lagOf(log: Log, group: string, topic: string): Promise<Lag> {
  const [committed, ranges] = await Promise.all([log.committed(group, topic), log.ranges(topic)])
  const position = new Map(committed.map(({ partition, offset }) => [partition, offset]))
  const open = ranges
    .map(({ partition, start, end }) => {
      const offset = Math.max(start, position.get(partition) ?? start)
      return { topic, partition, offset, left: end - offset }
    })
    .filter((one) => one.left > 0)
    .toSorted((a, b) => b.left - a.left)
  const [most] = open
  return {
    messages: open.reduce((sum, one) => sum + one.left, 0),
    next: most === undefined ? null : { topic, partition: most.partition, offset: most.offset },
  }
}
