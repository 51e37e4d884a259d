import type { Documents, Write, WriteResult } from './documents.ts'
import type { Fence, Log, Position } from './log.ts'
import type { NewMessage } from './message.ts'

/** What one hop of the flow changes: outputs, effects and the consumer's progress. */
export interface Settlement {
  readonly append?: readonly NewMessage[]
  readonly writes?: readonly Write[]
  /** Every `create` has to make its document: it was decided on its absence, so one that meets another's is a `Conflict`. */
  readonly strict?: true
  /** Progress of the subscription; stored last. */
  readonly commit?: { readonly fence: Fence; readonly positions: readonly Position[] }
}

/** What may be read of a store: enough for tools, beside a running Otklik too. */
export interface StoreReading {
  readonly log: Pick<Log, 'topics' | 'ranges' | 'read' | 'committed'>
  readonly documents: Pick<Documents, 'get' | 'query' | 'count' | 'facet'>
  close(): Promise<void>
}

/** Log and documents of one way of running. */
export interface Store {
  readonly log: Log
  readonly documents: Documents
  /** Embedded: one transaction, all or nothing. Cluster: append, then write, then commit; a crash between repeats with the same ids.
   *  Results in the order of `writes`.
   *  @throws {Conflict} a `replace`, or a `create` of a strict settlement, lost; {StaleMember} the lease passed on. Embedded: nothing is stored then. */
  settle(settlement: Settlement): Promise<readonly WriteResult[]>
  /** Moves messages that writes owe to the log; returns how many. Nothing is left to move where a write and its messages are one transaction.
   *  `mayGoOn` is asked just before anything is appended, `moved` told of what the log has taken of one document. @throws what `mayGoOn` throws */
  relay(mayGoOn?: () => Promise<void>, moved?: (messages: readonly NewMessage[]) => void): Promise<number>
  /** Writes a consistent copy into the folder, which must not exist. */
  backup(folder: string): Promise<void>
  close(): Promise<void>
}
