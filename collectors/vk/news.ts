import type { Outcome } from '../../core/outcome.ts'
import { ok } from '../../core/outcome.ts'
import type { Post, PostId } from '../../core/post.ts'
import type { Instant } from '../../core/time.ts'
import { brokenIds } from './broken.ts'
import type { KnownPost, WallCursor } from './cursor.ts'
import { isPassing } from './errors.ts'
import { revOf } from './post.ts'
import { shownOf, type WallPage } from './wall.ts'

/** Posts of a page. The first is read again each time. */
const WINDOW = 100
/** Read again this far behind the watermark, so that offsets that drift lose nothing. */
export const OVERLAP_MS = 3_600_000
/** A post missing this often, while others are there, is gone; once may be a drift of the offset. */
const MISSED_TO_BE_GONE = 2
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** Comments are read again so long after the last one was written, though their number is the same: edits change it as little as one
 *  that comes for one that goes. */
const LOOKS_MS = [2, 5, 15, 60].map((minutes) => minutes * MINUTE_MS).concat([6, 24, 72, 168].map((hours) => hours * HOUR_MS))

export const numberOf = (id: PostId): string => id.slice(id.lastIndexOf('_') + 1)

/** A post whose comments have to be read. */
export interface ToRead {
  readonly postId: number
  /** How many VK counts. */
  readonly comments: number
}

export interface WallNews {
  readonly cursor: WallCursor
  /** New posts and new revisions, and what could not be read. */
  readonly items: readonly Outcome<Post>[]
  readonly toRead: readonly ToRead[]
  /** Posts that are no longer there, and with each its comments. */
  readonly gone: readonly PostId[]
}

/** What a reading of a wall says that was not known. Pure. */
export function wallNews(cursor: WallCursor, { wall, posts, newestAt, oldestAt, gap, whole }: WallPage, now: Instant): WallNews {
  const found = posts.flatMap((one) => (one.kind === 'ok' ? [one.value] : []))
  const fresh = found.filter((post) => cursor.posts[numberOf(post.id)]?.rev !== post.rev)
  const present = new Set([...found.map((post) => numberOf(post.id)), ...brokenIds(posts)])
  const missing = missingFrom(cursor, present, whole ? -Infinity : oldestAt)
  const known = Object.fromEntries([
    ...Object.entries(cursor.posts).map(([id, post]) => [id, missing.has(id) ? { ...post, missed: post.missed + 1 } : post]),
    ...found.map((post) => [numberOf(post.id), knownOf(post, cursor.posts[numberOf(post.id)])]),
  ]) as Record<string, KnownPost>
  const gone = Object.entries(known).filter(([, post]) => post.missed >= MISSED_TO_BE_GONE)
  const there = Object.entries(known).filter(([, post]) => post.missed < MISSED_TO_BE_GONE)
  const counted = new Map(found.map((post) => [numberOf(post.id), post.counters.comments]))
  const toRead = there.flatMap(([id, post]) =>
    hasToBeRead(post, counted.get(id), now) ? [{ postId: Number(id), comments: counted.get(id) ?? post.comments }] : [],
  )
  const unread = new Set(toRead.map((one) => String(one.postId)))
  const watermark = Math.min(Math.max(cursor.watermark, newestAt ?? 0), now)
  return {
    items: [...posts.filter((one) => one.kind !== 'ok'), ...fresh.map(ok)],
    toRead,
    gone: gone.flatMap(([id, { seen }]): PostId[] => [
      `vk:wall:${wall}_${id}`,
      ...Object.keys(seen).map((comment): PostId => `vk:comment:${wall}_${comment}`),
    ]),
    cursor: {
      ...cursor,
      posts: kept(
        there.map(([id, post]) => [id, unread.has(id) ? { ...post, unread: true } : post]),
        new Set(found.slice(0, readAgain(found, watermark)).map((post) => numberOf(post.id))),
      ),
      watermark,
      newsAt: fresh.length > 0 ? now : cursor.newsAt,
      gapAt: gap ? now : cursor.gapAt,
      refused: null,
    },
  }
}

/** How many of the posts the next reading shows again: whole pages back to the overlap. */
const readAgain = (found: readonly Post[], watermark: Instant): number =>
  shownOf(found.filter((post) => post.createdAt >= watermark - OVERLAP_MS).length + 1)

/** `comments`: how many VK counts; undefined of a post that is not on the pages read. */
function hasToBeRead(post: KnownPost, comments: number | undefined, now: Instant): boolean {
  if ((post.refused?.until ?? 0) > now) return false
  if (isOwed(post, now)) return true
  if (comments === undefined) return false
  if (comments !== post.comments) return true
  const since = Math.max(post.createdAt, post.commentedAt)
  return comments > 0 && LOOKS_MS.some((ms) => post.commentsReadAt < since + ms && since + ms <= now)
}

/** Whether the last reading of its comments left something to see. */
const isOwed = ({ unread, refused, absent, unshown }: KnownPost, now: Instant): boolean =>
  unread || refused !== null || absent.length > 0 || (unshown !== null && unshown.until <= now)

/** What a reading shows of the comments of a post. */
export interface ShownComments {
  readonly comments: readonly Post[]
  /** Numbers of comments that VK shows as deleted. */
  readonly deleted: ReadonlySet<string>
  /** Numbers of comments that cannot be read. */
  readonly broken: ReadonlySet<string>
  /** Later comments than this one may stand there though they are not shown; Infinity: all are shown. */
  readonly upTo: number
}

/** The comments of a post that are new or changed, and those that vanished; the cursor takes their revisions. Pure. */
export function commentNews(
  known: KnownPost,
  { comments, deleted, broken, upTo }: ShownComments,
  now: Instant,
): { known: KnownPost; fresh: readonly Post[]; gone: readonly string[] } {
  const found = Object.fromEntries(comments.map((comment) => [numberOf(comment.id), comment.rev]))
  const fresh = comments.filter((comment) => known.seen[numberOf(comment.id)] !== comment.rev)
  const unseen = Object.keys(known.seen).filter((id) => found[id] === undefined)
  const missing = unseen.filter((id) => deleted.has(id) || (!broken.has(id) && Number(id) <= upTo))
  const gone = missing.filter((id) => deleted.has(id) || known.absent.includes(id))
  const absent = missing.filter((id) => !gone.includes(id))
  const waiting = Object.fromEntries(unseen.filter((id) => !gone.includes(id)).map((id) => [id, known.seen[id] ?? '']))
  return {
    known: {
      ...known,
      seen: { ...waiting, ...found },
      absent,
      unread: false,
      commentsReadAt: now,
      commentedAt: Math.max(known.commentedAt, ...fresh.map((comment) => comment.createdAt), missing.length > 0 ? now : 0),
      refused: null,
    },
    fresh,
    gone,
  }
}

const NEW_POST = { comments: 0, unread: false, commentsReadAt: 0, commentedAt: 0, seen: {}, absent: [], refused: null, unshown: null }

const knownOf = (post: Post, before: KnownPost | undefined): KnownPost => ({
  ...(before ?? NEW_POST),
  rev: post.rev,
  createdAt: post.createdAt,
  missed: 0,
})

/** Known posts younger than this that were not found. Where nothing is found at all, nothing is missing: a wall may have been hidden. */
function missingFrom(cursor: WallCursor, present: ReadonlySet<string>, oldest: Instant): ReadonlySet<string> {
  if (present.size === 0) return new Set()
  return new Set(Object.entries(cursor.posts).flatMap(([id, post]) => (!present.has(id) && post.createdAt > oldest ? [id] : [])))
}

/** The newest, what will be shown again, pinned posts of any age among it, and what is unread. */
const kept = (posts: readonly (readonly [string, KnownPost])[], shown: ReadonlySet<string>): Record<string, KnownPost> =>
  Object.fromEntries(
    posts
      .toSorted((a, b) => b[1].createdAt - a[1].createdAt)
      .filter(([id, post], rank) => rank < WINDOW || shown.has(id) || isUnread(post)),
  )

const isUnread = ({ unread, unshown }: KnownPost): boolean => unread || (unshown !== null && isPassing(unshown))

/** The revision that says a post was removed; its words stay those of the archive. */
export const removed = (post: Post, at: Instant): Post => ({ ...post, deletedAt: at, collectedAt: at, rev: revOf([post.rev, 'removed']) })
