import type { Attachment } from './case.ts'
import type { Platform, Post } from './post.ts'
import type { Instant } from './time.ts'

export interface PublicationRequest {
  readonly inReplyTo: Post
  readonly text: string
  readonly attachments: readonly (Attachment & { readonly content: Uint8Array })[]
  /** Agency account (`agencies.yaml`) that speaks. */
  readonly accountId: string
  /** Idempotency key, the same for every attempt. */
  readonly key: string
  /** Nothing is sent from this instant on: the attempt counts as given up then, and a person may have answered. */
  readonly speakBefore: Instant
}

/** What an answer is found again by. */
export type SoughtAnswer = Pick<PublicationRequest, 'inReplyTo' | 'text' | 'accountId'>

/** `impossible`: the platform will not take it (p.14's fallback is offered); for `restMs` the account says nothing else either. `unknown`: it may or may not stand; a person must look. */
export type PublicationResult =
  | { readonly kind: 'published'; readonly url: string; readonly publishedAt: Instant }
  | { readonly kind: 'impossible'; readonly reason: string; readonly restMs?: number }
  | { readonly kind: 'unknown'; readonly reason: string }

export interface Publisher {
  readonly platform: Platform
  /** Longest text the platform takes, in UTF-16 units. */
  readonly maxLength: number
  /** Looks for our own earlier answer first, then speaks once, then reads back.
   *  @throws {Unavailable} only when certainly nothing was sent. `details.retryAfterMs`: how long this answer waits at least;
   *  `details.restMs`: how long the account says nothing else either. */
  publish(request: PublicationRequest, signal: AbortSignal): Promise<PublicationResult>
  /** Our own earlier answer, if it stands; speaks never. @throws {Unavailable} as `publish` does */
  standing(answer: SoughtAnswer): Promise<Extract<PublicationResult, { kind: 'published' }> | null>
}
