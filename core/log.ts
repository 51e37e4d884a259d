import type { LogMessage, NewMessage } from './message.ts'
import type { TopicSpec } from './topics.ts'
import type { Instant } from './time.ts'

export interface Position {
  readonly topic: string
  readonly partition: number
  /** For an append: the message's own offset. For a commit: the next one to read. */
  readonly offset: number
}

/** A topic's end points: `start` is the oldest kept offset, `end` the next one to be written. */
export interface PartitionRange {
  readonly topic: string
  readonly partition: number
  readonly start: number
  readonly end: number
}

export interface SubscribeOptions {
  readonly group: string
  readonly topics: readonly string[]
  /** Unique per process and subscription. */
  readonly member: string
  /** Where a group without a commit begins. */
  readonly from?: 'start' | 'end'
}

export interface PollOptions {
  readonly max: number
  /** Long poll: resolves as soon as something is there, or empty after this long. 0 looks once. */
  readonly waitMs: number
  readonly signal?: AbortSignal
}

/** One member's share of a group. */
export interface Subscription {
  /** Messages of the member's partitions after its position, in order per partition, at most `max`. Advances the position, not the commit.
   *  Renews the lease. Empty on abort or time-out. */
  poll(options: PollOptions): Promise<readonly LogMessage[]>
  /** Stores the group's next offsets and renews the lease. A second call with the same positions changes nothing.
   *  @throws {StaleMember} when a partition has since been given to another member; nothing of the call is stored then. */
  commit(positions: readonly Position[]): Promise<void>
  /** Moves this member's position; the next poll reads from there. */
  seek(position: Position): Promise<void>
  /** The partitions held now. */
  assigned(): Promise<readonly { readonly topic: string; readonly partition: number }[]>
  /** Fencing proof to hand to `Store.settle`. */
  readonly fence: Fence
  /** Gives the partitions back; the other members get them at their next poll. A second call does nothing. */
  close(): Promise<void>
}

/** Identifies a group member, so that a settlement can be refused when its lease has passed on. */
export interface Fence {
  readonly group: string
  readonly member: string
}

/** Partitioned, ordered, durable messages. */
export interface Log {
  /** Makes topics that are missing; existing ones are never shrunk or emptied. */
  ensureTopics(specs: readonly TopicSpec[]): Promise<void>
  /** As they are in the log; what a topic is about is known where it is declared. On servers that others use too: those alone whose names we
   *  declare. */
  topics(): Promise<readonly Omit<TopicSpec, 'about'>[]>
  /** Resolves once every message would survive a crash. Positions in the order of the messages; order per key is kept.
   *  @throws {Malformed} an unknown topic or a value over 1 MiB; nothing is appended then. */
  append(messages: readonly NewMessage[]): Promise<readonly Position[]>
  subscribe(options: SubscribeOptions): Promise<Subscription>
  /** Reads a partition without a group, for live views and tools. Long-polls like `poll`. */
  read(from: Position, options: PollOptions): Promise<readonly LogMessage[]>
  ranges(topic: string): Promise<readonly PartitionRange[]>
  /** What a group has committed; partitions without a commit are left out. */
  committed(group: string, topic: string): Promise<readonly Position[]>
  /** Drops messages older than each topic's retention, of those that `topics` names; returns how many. Committed offsets stay valid. */
  retain(now: Instant): Promise<number>
}
