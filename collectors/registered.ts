import type { Capabilities, Collector } from '../core/collector.ts'
import type { Outcome } from '../core/outcome.ts'
import type { Post } from '../core/post.ts'
import type { Instant } from '../core/time.ts'

/** Recorded bodies of a platform → posts and reasoned dead letters, at least one of them; never throws. */
export type ParseBody = (body: unknown, collectedAt: Instant) => readonly Outcome<Post>[]

/** A collector and how long it waits between two readings. */
export interface Paced {
  readonly collector: Collector
  readonly everyMs: number
}

/** One way in which messages come in, as the registry knows it. `Needs`: what the app has to hand over for it to be made. */
export interface Registered<Needs = object> {
  readonly capabilities: Capabilities
  /** The collector that every installation runs; null when its settings do not ask for it. Absent: a command or a person feeds it. */
  readonly reading?: (needs: Needs) => Paced | null
  /** Absent: nothing that was recorded of it can be read. */
  readonly parse?: ParseBody
}
