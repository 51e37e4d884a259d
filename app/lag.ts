import type { Log, Position } from '../core/log.ts'

export interface Lag {
  /** Messages of the topic that the group has not settled. */
  readonly messages: number
  /** Where each partition goes on that is not settled to its end. */
  readonly next: readonly Position[]
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
  return { messages: open.reduce((sum, one) => sum + one.left, 0), next: open.map(({ left: _left, ...next }) => next) }
}

/** Since when the oldest of what waits has waited, by the messages' own times; null when nothing does. */
export async function waitingSince(log: Log, { next }: Lag): Promise<number | null> {
  const oldest = await Promise.all(next.map((position) => log.read(position, { max: 1, waitMs: 0 })))
  return oldest.flat().reduce<number | null>((since, { at }) => Math.min(since ?? at, at), null)
}
