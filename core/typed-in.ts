import type { Platform } from './post.ts'
import type { Instant } from './time.ts'

/** A message as a person typed it in (p.5). */
export interface TypedIn {
  readonly text: string
  readonly platform: Platform
  readonly url: string | null
  readonly authorName: string
  readonly createdAt: Instant
  /** Of this one act of typing in: sent again it is the same message. */
  readonly key: string
}
