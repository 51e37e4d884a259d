import type { Instant } from './time.ts'

export const PLATFORMS = ['vk', 'ok', 'telegram', 'youtube', 'tiktok', 'dzen', 'whatsapp', 'viber', 'web', 'manual'] as const
export type Platform = (typeof PLATFORMS)[number]

export const POST_KINDS = ['post', 'comment', 'message', 'review'] as const
export type PostKind = (typeof POST_KINDS)[number]

/** Natural key, the same at every reading: `vk:wall:-1_2`, `vk:comment:-1_7`, `telegram:1234/56`. */
export type PostId = `${Platform}:${string}`

export const AUTHOR_KINDS = ['person', 'community', 'official', 'unknown'] as const
export type AuthorKind = (typeof AUTHOR_KINDS)[number]

/** `sourceId` of what a person typed in (p.5). Its media are photos of our own. */
export const MANUAL_SOURCE = 'manual'

export interface Author {
  /** The platform's own id; empty when the platform hides it. */
  readonly id: string
  readonly name: string
  readonly url: string | null
  /** `official`: an account of an agency, listed in the source's configuration. */
  readonly kind: AuthorKind
}

export interface Media {
  readonly kind: 'photo' | 'video' | 'audio' | 'document' | 'link'
  readonly id: string
  readonly url: string | null
  readonly title: string | null
}

export interface Counters {
  readonly likes: number
  readonly comments: number
  readonly reposts: number
  readonly views: number
}

/** A message as a platform gave it, normalised. Immutable per revision: an edit is a new `rev` of the same `id`. */
export interface Post {
  readonly id: PostId
  /** Hash of text, media ids and `editedAt`; counters are not part of it. */
  readonly rev: string
  readonly platform: Platform
  readonly kind: PostKind
  readonly parentId: PostId | null
  /** Root of the thread, the key on the log; a root post is its own root. */
  readonly rootId: PostId
  /** The page, wall, group or channel it stands on, as listed in `config/<region>/sources.yaml`. */
  readonly sourceId: string
  readonly url: string | null
  readonly author: Author
  readonly text: string
  /** Texts of reposted originals, outermost first. */
  readonly quoted: readonly string[]
  readonly createdAt: Instant
  readonly editedAt: Instant | null
  readonly collectedAt: Instant
  readonly deletedAt: Instant | null
  readonly media: readonly Media[]
  readonly geo: { readonly lat: number; readonly lon: number } | null
  readonly counters: Counters
  /** Known before an answer is written; `reason` is the platform's word, for p.14's fallback. */
  readonly replyable: { readonly can: boolean; readonly reason: string | null }
}

/** Names one revision of a post: the id of its event on the log. */
export const revisionOf = ({ id, rev }: Pick<Post, 'id' | 'rev'>): string => `${id}@${rev}`
