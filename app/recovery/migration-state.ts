import type { CollectionName } from '../../core/collections.ts'
import type { Store } from '../../core/store.ts'
import type { Instant } from '../../core/time.ts'
import { markUnfinished, type Unfinished, unfinishedIn } from './unfinished.ts'

/** What a stage has read of a topic is copied before what it has still to read, so that its place is between the two. */
export type TopicPart = 'read' | 'unread' | 'done'

export interface TopicState {
  readonly part: TopicPart
  /** Next offset to copy of each partition of the source. */
  readonly next: Readonly<Record<number, number>>
  /** Ends of the target's partitions after the last batch that is known to be there. */
  readonly ends: readonly number[]
}

export type SourceEnds = Readonly<Record<string, readonly number[]>>

/** How far a migration has come; lies in the store that is filled. */
export interface MigrationState extends Unfinished {
  readonly work: 'migrate'
  readonly begunAt: Instant
  /** Of every topic of the source when it began, by partition; an earlier release did not write them down. */
  readonly sourceEnds?: SourceEnds
  readonly topics: Readonly<Record<string, TopicState>>
  /** Where the next page of a collection begins; null when it has been copied. */
  readonly collections: Partial<Readonly<Record<CollectionName, string | null>>>
}

export const migrationIn = async (store: Store): Promise<MigrationState | null> => {
  const found = await unfinishedIn(store.documents)
  return found?.work === 'migrate' ? (found as MigrationState) : null
}

/** The state in memory and in the store, changed together. */
export class Progress {
  private readonly store: Store
  private current: MigrationState

  constructor(store: Store, state: MigrationState) {
    this.store = store
    this.current = state
  }

  get state(): MigrationState {
    return this.current
  }

  topic(name: string): TopicState | undefined {
    return this.current.topics[name]
  }

  saveTopic(name: string, topic: TopicState): Promise<void> {
    return this.save({ topics: { ...this.current.topics, [name]: topic } })
  }

  saveCollection(name: CollectionName, next: string | null): Promise<void> {
    return this.save({ collections: { ...this.current.collections, [name]: next } })
  }

  save(changes: Partial<MigrationState>): Promise<void> {
    this.current = { ...this.current, ...changes }
    return markUnfinished(this.store, this.current)
  }
}
