import type { Collector, Page, SourceAlarm } from '../core/collector.ts'
import { ok, type Outcome } from '../core/outcome.ts'
import type { Post, PostId } from '../core/post.ts'
import type { Instant, Now } from '../core/time.ts'
import { BATCH_LIMIT, type VkClient, type VkReply } from './vk/client.ts'
import { cursorFrom, newWall, type VkCursor, type WallCursor } from './vk/cursor.ts'
import { alarmFor, endOfReading, reactionTo, REST_MS } from './vk/errors.ts'
import { commentNews, removed, wallNews } from './vk/news.ts'
import { search } from './vk/search.ts'
import { readComments, type Reading, readWall, wallCall } from './vk/wall.ts'

export interface VkOptions {
  readonly client: VkClient
  /** Walls to read: `owner_id` of each, negative for a community. */
  readonly walls: readonly number[]
  /** Accounts of agencies, as `from_id`. */
  readonly officialIds: ReadonlySet<number>
  /** Words looked for over all of VK. */
  readonly queries: readonly string[]
  readonly now: Now
  /** A post as it was last collected, for a revision that says it was removed. */
  readonly recall: (id: PostId) => Promise<Post | null>
}

/** Read again this far behind the watermark, so that offsets that drift lose nothing. */
const OVERLAP_MS = 3_600_000
/** Nothing new on a wall for this long is worth a look by a person. */
const SILENCE_MS = 14 * 24 * 3_600_000

/** Walls and comments of listed communities with complete threads, and keyword search; edits and deletions as new revisions. */
export function vkCollector(options: VkOptions): Collector {
  const raised = new Map<string, SourceAlarm>()
  return {
    platform: 'vk',
    name: 'vk',
    capabilities: { posts: true, comments: true, search: true, edits: true, deletions: true, geo: true },
    alarms: () => [...raised.values()],
    pages: (cursor, signal) => pages(options, cursorFrom(cursor), signal, raised),
  }
}

type Raised = Map<string, SourceAlarm>

async function* pages(options: VkOptions, saved: VkCursor, signal: AbortSignal, raised: Raised): AsyncGenerator<Page> {
  let cursor = saved
  const now = options.now()
  const awake = options.walls.filter((wall) => (cursor.walls[String(wall)]?.restUntil ?? 0) <= now)
  for (let at = 0; at < awake.length && !signal.aborted; at += BATCH_LIMIT) {
    const group = awake.slice(at, at + BATCH_LIMIT)
    const replies = await options.client.batch(group.map((wall) => wallCall(wall, 0)))
    for (const [index, wall] of group.entries()) {
      const reply = replies[index]
      if (reply === undefined || signal.aborted) break
      const read = await wallPage(options, wall, cursor.walls[String(wall)] ?? newWall(now), { reply, raised })
      cursor = { ...cursor, walls: { ...cursor.walls, [wall]: read.cursor } }
      yield { items: read.items, cursor }
    }
  }
  for (const query of options.queries) {
    if (signal.aborted || (cursor.parked['newsfeed.search'] ?? 0) > now) return
    const found = await search(readingOf(options), query, cursor.searches[query] ?? 0)
    if ('ok' in found) {
      cursor = { ...cursor, parked: { ...cursor.parked, 'newsfeed.search': restAfter(found, 'search', raised, now) } }
      yield { items: [], cursor }
      return
    }
    cursor = { ...cursor, searches: { ...cursor.searches, [query]: found.newestAt } }
    yield { items: found.items, cursor }
  }
}

const readingOf = ({ client, officialIds, now }: VkOptions): Reading => ({ client, officialIds, collectedAt: now() })

interface First {
  readonly reply: VkReply
  readonly raised: Raised
}

interface Read {
  readonly items: readonly Outcome<Post>[]
  readonly cursor: WallCursor
}

async function wallPage(options: VkOptions, wall: number, cursor: WallCursor, { reply, raised }: First): Promise<Read> {
  const sourceId = `vk:${wall}`
  const now = options.now()
  if (!reply.ok) return { items: [], cursor: { ...cursor, restUntil: restAfter(reply, sourceId, raised, now) } }
  const reading = readingOf(options)
  const page = await readWall(reading, wall, reply.response, Math.max(0, cursor.watermark - OVERLAP_MS))
  if ('ok' in page)
    return page.ok ? { items: [], cursor } : { items: [], cursor: { ...cursor, restUntil: restAfter(page, sourceId, raised, now) } }
  const news = wallNews(cursor, page.posts, page.newestAt, now)
  const comments = await commentsOf(options, reading, wall, news)
  lookAtHealth(sourceId, { gap: page.gap, silentMs: now - comments.cursor.newsAt }, raised)
  const gone = await removals(options, news.gone, now)
  return { items: [...news.items, ...comments.items, ...gone], cursor: comments.cursor }
}

async function commentsOf(options: VkOptions, reading: Reading, wall: number, news: ReturnType<typeof wallNews>): Promise<Read> {
  const { comments } = await readComments(
    reading,
    news.toRead.map((postId) => ({ ownerId: wall, postId })),
  )
  const items: Outcome<Post>[] = comments.filter((one) => one.kind !== 'ok')
  const all = comments.flatMap((one) => (one.kind === 'ok' ? [one.value] : []))
  let { cursor } = news
  for (const postId of news.toRead) {
    const known = cursor.posts[String(postId)]
    if (known === undefined) {
      items.push(...all.filter((comment) => comment.rootId === `vk:wall:${wall}_${postId}`).map(ok))
      continue
    }
    const own = commentNews(
      known,
      all.filter((comment) => comment.rootId === `vk:wall:${wall}_${postId}`),
    )
    items.push(
      ...own.fresh.map(ok),
      ...(await removals(
        options,
        own.gone.map((id): PostId => `vk:comment:${wall}_${id}`),
        reading.collectedAt,
      )),
    )
    cursor = {
      ...cursor,
      newsAt: own.fresh.length > 0 ? reading.collectedAt : cursor.newsAt,
      posts: { ...cursor.posts, [postId]: own.known },
    }
  }
  return { items, cursor }
}

async function removals({ recall }: VkOptions, ids: readonly PostId[], now: Instant): Promise<readonly Outcome<Post>[]> {
  const posts = await Promise.all(ids.map(recall))
  return posts.flatMap((post) => (post === null || post.deletedAt !== null ? [] : [ok(removed(post, now))]))
}

/** How long a page or method rests after a refusal. @throws {Unavailable} {Misconfigured} when the whole reading has to end */
function restAfter(reply: Extract<VkReply, { ok: false }> | { ok: true }, sourceId: string, raised: Raised, now: Instant): Instant {
  if (reply.ok) return 0
  const alarm = alarmFor(sourceId, reply.code, reply.message)
  if (alarm !== null) raised.set(`${sourceId}:${alarm.kind}`, alarm)
  const end = endOfReading(reply.code, reply.message)
  if (end !== null) throw end
  return now + (reactionTo(reply.code) === 'tomorrow' ? REST_MS.tomorrow : REST_MS.unreadable)
}

function lookAtHealth(sourceId: string, { gap, silentMs }: { gap: boolean; silentMs: number }, raised: Raised): void {
  const set = (kind: SourceAlarm['kind'], reason: string | null): void => {
    if (reason === null) raised.delete(`${sourceId}:${kind}`)
    else raised.set(`${sourceId}:${kind}`, { sourceId, kind, reason })
  }
  set('unreadable', null)
  set('gap', gap ? 'more was written than one reading reaches back' : null)
  set('silence', silentMs > SILENCE_MS ? `nothing new for ${Math.floor(silentMs / 86_400_000)} days` : null)
}
