import type { Outcome } from '../../core/outcome.ts'
import { ok } from '../../core/outcome.ts'
import type { Post, PostId } from '../../core/post.ts'
import type { Instant } from '../../core/time.ts'
import type { KnownPost, WallCursor } from './cursor.ts'
import { revOf } from './post.ts'

/** Posts of a wall that are read again each time: the first page. */
const WINDOW = 100
/** A post missing this often, while older ones are there, is gone; once may be a drift of the offset. */
const MISSED_TO_BE_GONE = 2

const numberOf = (id: PostId): string => id.slice(id.lastIndexOf('_') + 1)

export interface WallNews {
  readonly cursor: WallCursor
  /** New posts and new revisions. */
  readonly items: readonly Outcome<Post>[]
  /** Posts whose comments have to be read. */
  readonly toRead: readonly number[]
  /** Posts that are no longer there. */
  readonly gone: readonly PostId[]
}

/** What a reading of a wall says that was not known. Pure. */
export function wallNews(cursor: WallCursor, posts: readonly Outcome<Post>[], newestAt: Instant | null, now: Instant): WallNews {
  const found = posts.flatMap((one) => (one.kind === 'ok' ? [one.value] : []))
  const fresh = found.filter((post) => cursor.posts[numberOf(post.id)]?.rev !== post.rev)
  const toRead = found.filter((post) => post.counters.comments !== (cursor.posts[numberOf(post.id)]?.comments ?? 0))
  const broken = posts.filter((one) => one.kind !== 'ok')
  const present = new Set(found.map((post) => numberOf(post.id)))
  const missing = missingFrom(cursor, present, Math.min(...found.map((post) => post.createdAt)))
  const known = Object.fromEntries([
    ...Object.entries(cursor.posts).map(([id, post]) => [id, missing.has(id) ? { ...post, missed: post.missed + 1 } : post]),
    ...found.map((post) => [numberOf(post.id), knownOf(post, cursor.posts[numberOf(post.id)])]),
  ]) as Record<string, KnownPost>
  const gone = Object.entries(known).filter(([, post]) => post.missed >= MISSED_TO_BE_GONE)
  const ownerId = found[0]?.rootId.slice('vk:wall:'.length).split('_')[0] ?? ''
  return {
    items: [...broken, ...fresh.map(ok)],
    toRead: toRead.map((post) => Number(numberOf(post.id))),
    gone: gone.map(([id]): PostId => `vk:wall:${ownerId}_${id}`),
    cursor: {
      ...cursor,
      posts: kept(
        Object.fromEntries(Object.entries(known).filter(([, post]) => post.missed < MISSED_TO_BE_GONE)),
        new Set(found.slice(0, WINDOW).map((post) => numberOf(post.id))),
      ),
      watermark: Math.max(cursor.watermark, newestAt ?? 0),
      newsAt: fresh.length > 0 ? now : cursor.newsAt,
    },
  }
}

/** The comments of a post that are new or changed, and those that vanished; the cursor takes their revisions. Pure. */
export function commentNews(
  known: KnownPost,
  comments: readonly Post[],
): { known: KnownPost; fresh: readonly Post[]; gone: readonly string[] } {
  const seen = Object.fromEntries(comments.map((comment) => [numberOf(comment.id), comment.rev]))
  return {
    known: { ...known, seen },
    fresh: comments.filter((comment) => known.seen[numberOf(comment.id)] !== comment.rev),
    gone: Object.keys(known.seen).filter((id) => seen[id] === undefined),
  }
}

const knownOf = (post: Post, before: KnownPost | undefined): KnownPost => ({
  rev: post.rev,
  createdAt: post.createdAt,
  comments: post.counters.comments,
  seen: before?.seen ?? {},
  missed: 0,
})

/** Known posts younger than the oldest one found that were not found. */
function missingFrom(cursor: WallCursor, present: ReadonlySet<string>, oldest: Instant): ReadonlySet<string> {
  return new Set(Object.entries(cursor.posts).flatMap(([id, post]) => (!present.has(id) && post.createdAt > oldest ? [id] : [])))
}

/** The newest, and what the first page has shown, pinned posts of any age among it: all of it will be shown again. */
const kept = (posts: Readonly<Record<string, KnownPost>>, shown: ReadonlySet<string>): Record<string, KnownPost> =>
  Object.fromEntries(
    Object.entries(posts)
      .toSorted((a, b) => b[1].createdAt - a[1].createdAt)
      .filter(([id], rank) => rank < WINDOW || shown.has(id)),
  )

/** The revision that says a post was removed; its words stay those of the archive. */
export const removed = (post: Post, at: Instant): Post => ({ ...post, deletedAt: at, collectedAt: at, rev: revOf([post.rev, 'removed']) })
