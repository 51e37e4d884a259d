import type { Log, Position } from '../core/log.ts'
import type { Instant } from '../core/time.ts'

export interface Lag {
  /** Offsets of the topic that the group has not settled: as many messages at most, because marks of foreign transactions have offsets too. */
  readonly messages: number
  /** Partitions that are not settled to their end. */
  readonly open: readonly Open[]
}

/** Where a partition goes on, and where it ends. */
interface Open extends Position {
  readonly end: number
}

/** How far a group is behind, by the offsets alone. */
export async function lagOf(log: Pick<Log, 'committed' | 'ranges'>, group: string, topic: string): Promise<Lag> {
  const [committed, ranges] = await Promise.all([log.committed(group, topic), log.ranges(topic)])
  const position = new Map(committed.map(({ partition, offset }) => [partition, offset]))
  const open = ranges
    .map(({ partition, start, end }) => ({ topic, partition, offset: Math.max(start, position.get(partition) ?? start), end }))
    .filter(({ offset, end }) => offset < end)
  return { messages: lengthOf(open), open }
}

export interface Waiting {
  readonly messages: number
  /** Since when the oldest of them has waited, by the messages' own times; null when none does. */
  readonly since: Instant | null
}

/** What of it there is to read. A partition that gives nothing is read up, and what comes before the first message is none; marks between two
 *  messages are counted as messages, because nobody knows of them before they are read. */
export async function waitingOf(log: Pick<Log, 'read'>, { open }: Lag): Promise<Waiting> {
  const found = await Promise.all(
    open.map(async (one) => (await log.read(one, { max: 1, waitMs: 0 })).map(({ offset, at }) => ({ offset, at, end: one.end }))),
  )
  const oldest = found.flat()
  return {
    messages: lengthOf(oldest),
    since: oldest.reduce<Instant | null>((since, { at }) => Math.min(since ?? at, at), null),
  }
}

const lengthOf = (open: readonly Pick<Open, 'offset' | 'end'>[]): number =>
  open.reduce((sum, { offset, end }) => sum + Math.max(0, end - offset), 0)
