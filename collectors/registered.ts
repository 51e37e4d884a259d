import type { Capabilities, Collector } from '../core/collector.ts'
import type { Outcome } from '../core/outcome.ts'
import type { Platform, Post } from '../core/post.ts'
import type { Instant } from '../core/time.ts'

/** What a region knows of pages and accounts, on any platform. */
export interface KnownPages {
  /** Everything that is watched. */
  readonly sources: readonly { readonly id: string; readonly platform: Platform; readonly official: boolean }[]
  /** Accounts of agencies. */
  readonly accounts: readonly { readonly id: string; readonly platform: Platform }[]
}

export interface ParseContext extends KnownPages {
  readonly collectedAt: Instant
}

/** Recorded bodies of a platform → posts and reasoned dead letters, at least one of them; never throws. */
export type ParseBody = (body: unknown, context: ParseContext) => readonly Outcome<Post>[]

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
