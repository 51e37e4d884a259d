import type { Documents, Write, WriteResult } from './documents.ts'
import type { Fence, Log, Position } from './log.ts'
import type { NewMessage } from './message.ts'
import type { TopicSpec } from './topics.ts'

/** A setting of a topic that is there, by which its messages are kept or dated otherwise than declared; in the server's own words. */
export interface TopicDifference {
  readonly topic: string
  readonly setting: string
  readonly found: string
  readonly declared: string
}

/** How safely a topic that is made now keeps its messages: it cannot be changed by us afterwards. */
export interface Copies {
  /** Brokers that hold each message. */
  readonly copies: number
  /** Brokers that answer. */
  readonly brokers: number
  /** Whether more brokers would have made it more, because no number is set. */
  readonly isFewer: boolean
}

/** A log whose part of a settlement is taken step by step. */
export interface LogHalf extends Log {
  /** @throws {Malformed} what `append` would refuse */
  validate(messages: readonly NewMessage[]): Promise<void>
  /** @throws {StaleMember} a position of a partition the member does not hold any more */
  assertOwner(fence: Fence, positions: readonly Position[]): Promise<void>
  commit(fence: Fence, positions: readonly Position[]): Promise<void>
  /** Of topics that `ensureTopics` would make now. @throws {Misconfigured} a number that is set and more than there are brokers */
  copies(): Promise<Copies>
  /** What those of the topics that are there say otherwise than declared; changes nothing. */
  differences(specs: readonly TopicSpec[]): Promise<readonly TopicDifference[]>
  close(): Promise<void>
}

/** A document with messages that have not reached the log. */
export interface Owing {
  /** @throws {Malformed} a document that does not hold what its message restates */
  readonly messages: readonly NewMessage[]
  /** Marks them sent; false when the document has changed meanwhile and is to be looked at again. @throws {Unavailable} while its place takes no
   *  writes: whoever went on at once would send them over and over */
  sent(): Promise<boolean>
}

/** Documents whose part of a settlement is taken step by step. */
export interface DocumentsHalf extends Documents {
  /** @throws {Conflict} {Malformed} what `writeAll` would already refuse now */
  validate(writes: readonly Write[]): Promise<void>
  /** Each write by itself; results in their order. @throws {Conflict} once all are settled, when a `replace` lost */
  writeAll(writes: readonly Write[]): Promise<readonly WriteResult[]>
  owing(limit: number): Promise<readonly Owing[]>
  /** Writes a consistent copy into a folder the servers share, which must be empty. */
  snapshot(folder: string): Promise<void>
  close(): Promise<void>
}
