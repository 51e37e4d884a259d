import { Conflict } from '../../core/errors.ts'
import type { PartitionRange } from '../../core/log.ts'
import type { LogMessage, NewMessage } from '../../core/message.ts'
import { partitionOf } from '../../core/partition.ts'
import type { Store, StoreReading } from '../../core/store.ts'
import type { TopicSpec } from '../../core/topics.ts'
import { everyBatch } from './every.ts'
import type { Progress, TopicState } from './migration-state.ts'
import { moveGroup, READERS } from './quiet.ts'

export interface LogCopying {
  readonly from: StoreReading['log']
  readonly to: Store
  readonly progress: Progress
  readonly seen: (count: number) => void
}

type Topic = Pick<TopicSpec, 'name' | 'retentionMs'>

/** What of a partition a stage has read, and what it has still to read; without a stage all is to be read. */
interface Split {
  readonly read: readonly PartitionRange[]
  readonly unread: readonly PartitionRange[]
}

async function splitOf(log: StoreReading['log'], topic: string): Promise<Split> {
  const reader = readerOf(topic)
  const committed = reader === undefined ? [] : await log.committed(reader.group, topic)
  const place = new Map(committed.map(({ partition, offset }) => [partition, offset]))
  const ranges = await log.ranges(topic)
  const between = ({ partition, start, end }: PartitionRange): number => Math.min(end, Math.max(start, place.get(partition) ?? start))
  return {
    read: ranges.map((range) => ({ ...range, end: between(range) })),
    unread: ranges.map((range) => ({ ...range, start: between(range) })),
  }
}

const isEmpty = ({ start, end }: PartitionRange): boolean => start >= end

const readerOf = (topic: string) => READERS.find(({ topics }) => topics.includes(topic))

/** What was read and is past its retention is as good as dropped. */
const isKept = ({ retentionMs }: Topic, begunAt: number, { at }: Pick<LogMessage, 'at'>): boolean =>
  retentionMs === null || at >= begunAt - retentionMs

/** Copies a topic, each key in its order, and puts the stage that reads it between what it has read and what it has not. Interrupted at any
 *  moment, a second call goes on without a gap and without a message twice. */
export async function copyTopic(copying: LogCopying, topic: Topic): Promise<void> {
  const { from, to, progress } = copying
  const split = await splitOf(from, topic.name)
  if ([...split.read, ...split.unread].every(isEmpty)) return
  // The ends are on record before anything is sent: what is found after them is what was sent.
  if (progress.topic(topic.name) === undefined)
    await progress.saveTopic(topic.name, { part: 'read', next: {}, ends: await endsOf(to, topic.name) })
  let state = progress.topic(topic.name) ?? DONE
  const copy = new PartCopy(copying, topic, await alreadyThere(to, topic.name, state.ends))
  if (state.part === 'read') {
    await copy.run(state, split.read)
    await placeReader(to, topic.name, split)
    state = { part: 'unread', next: {}, ends: await endsOf(to, topic.name) }
    await progress.saveTopic(topic.name, state)
  }
  if (state.part === 'unread') await copy.run(state, split.unread)
  await progress.saveTopic(topic.name, DONE)
}

const DONE: TopicState = { part: 'done', next: {}, ends: [] }

async function placeReader(to: Store, topic: string, { read }: Split): Promise<void> {
  const reader = readerOf(topic)
  if (reader === undefined || read.every(isEmpty)) return
  const ranges = await to.log.ranges(topic)
  await moveGroup(
    to,
    reader,
    ranges.map(({ partition, end }) => ({ topic, partition, offset: end })),
  )
}

const endsOf = async ({ log }: Store, topic: string): Promise<readonly number[]> => (await log.ranges(topic)).map(({ end }) => end)

/** Sent before anybody could write that it was, and dropped by the target since: its retention was over. */
const DROPPED = null

type Sent = LogMessage | typeof DROPPED

/** Messages of the target after these ends: a batch that was sent before anybody could write that it was. By partition. */
async function alreadyThere({ log }: Store, topic: string, ends: readonly number[]): Promise<Map<number, Sent[]>> {
  const found = new Map<number, Sent[]>()
  for (const range of await log.ranges(topic)) {
    const end = ends[range.partition] ?? range.start
    const own: Sent[] = Array.from({ length: Math.max(0, range.start - end) }, () => DROPPED)
    for await (const batch of everyBatch(log, { ...range, start: Math.max(end, range.start) })) own.push(...batch)
    found.set(range.partition, own)
  }
  return found
}

class PartCopy {
  private readonly copying: LogCopying
  private readonly topic: Topic
  private readonly there: Map<number, Sent[]>

  constructor(copying: LogCopying, topic: Topic, there: Map<number, Sent[]>) {
    this.copying = copying
    this.topic = topic
    this.there = there
  }

  async run({ part, next: begun }: TopicState, ranges: readonly PartitionRange[]): Promise<void> {
    const { from, to, progress, seen } = this.copying
    const { name } = this.topic
    let next = begun
    for (const range of ranges) {
      // What was still to be copied may have been dropped since the last run.
      const start = Math.max(next[range.partition] ?? 0, range.start)
      for await (const batch of everyBatch(from, { ...range, start })) {
        const wanted = part === 'read' ? batch.filter((one) => isKept(this.topic, progress.state.begunAt, one)) : batch
        await to.log.append(wanted.flatMap((one) => this.stillToSend(one)))
        next = { ...next, [range.partition]: (batch.at(-1)?.offset ?? 0) + 1 }
        await progress.saveTopic(name, { part, next, ends: await endsOf(to, name) })
        seen(batch.length)
      }
    }
  }

  /** @throws {Conflict} when something else lies where the message should */
  private stillToSend({ key, value, headers, at }: LogMessage): readonly NewMessage[] {
    const { name } = this.topic
    const there = this.there.get(partitionOf(key, this.there.size))?.shift()
    if (there === undefined) return [{ topic: name, key, value, headers, at }]
    if (there === DROPPED || (there.key === key && there.value === value)) return []
    throw new Conflict(`${name}/${there.partition}/${there.offset} was written by something else meanwhile`, { key })
  }
}
