import type { Outcome } from './outcome.ts'
import type { Platform, Post } from './post.ts'

export interface Capabilities {
  readonly posts: boolean
  readonly comments: boolean
  readonly search: boolean
  readonly edits: boolean
  readonly deletions: boolean
  readonly geo: boolean
}

export interface Page {
  readonly items: readonly Outcome<Post>[]
  /** JSON, safe to save once this page is on the log: nothing before it is still unread. */
  readonly cursor: unknown
}

/** Health of one source: unreadable pages, silence, gaps, parked methods. */
export interface SourceAlarm {
  readonly sourceId: string
  readonly kind: 'unreadable' | 'silence' | 'gap' | 'parked'
  readonly reason: string
}

export interface Collector {
  readonly platform: Platform
  readonly name: string
  readonly capabilities: Capabilities
  /** Everything since the cursor (null: from the beginning), page by page; may repeat posts, never skips one. Ends when the far side has no more for now.
   *  @throws {Unavailable} {Misconfigured} */
  pages(cursor: unknown, signal: AbortSignal): AsyncIterable<Page>
  /** What is wrong with its sources now; empty when nothing is. */
  alarms(): readonly SourceAlarm[]
}
