import type { Page } from '../../core/collector.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import type { Post, PostId } from '../../core/post.ts'
import type { Instant, Now } from '../../core/time.ts'
import { BATCH_LIMIT, type VkClient, type VkReply } from './client.ts'
import { newWall, type VkCursor, type WallCursor } from './cursor.ts'
import { removed, wallNews } from './news.ts'
import { commentsOf } from './read-comments.ts'
import { search } from './search.ts'
import type { SourceAlarms } from './source-alarms.ts'
import { type Reading, readWall, wallCall } from './wall.ts'

export interface VkOptions {
  readonly client: VkClient
  /** Walls to read: `owner_id` of each, negative for a community. */
  readonly walls: readonly number[]
  /** Accounts of agencies, as `from_id`. */
  readonly officialIds: ReadonlySet<number>
  /** Words looked for over all of VK. */
  readonly queries: readonly string[]
  readonly now: Now
  /** The post as it is in the archive: a removal is a revision of it. */
  readonly recall: (id: PostId) => Promise<Post | null>
}

/** Read again this far behind the watermark, so that offsets that drift lose nothing. */
const OVERLAP_MS = 3_600_000
const SEARCH = 'newsfeed.search'

interface Read {
  readonly items: readonly Outcome<Post>[]
  readonly cursor: WallCursor
}

/** One reading of everything that is listed, from a cursor on. */
export class VkPass {
  private cursor: VkCursor
  private readonly options: VkOptions
  private readonly alarms: SourceAlarms
  private readonly signal: AbortSignal

  constructor(options: VkOptions, cursor: VkCursor, alarms: SourceAlarms, signal: AbortSignal) {
    this.options = options
    this.cursor = cursor
    this.alarms = alarms
    this.signal = signal
  }

  /** A page a wall; the first posts of 25 walls are asked for at once. Walls that rest are left out. */
  async *walls(): AsyncGenerator<Page> {
    const now = this.options.now()
    const awake = this.options.walls.filter((wall) => this.known(wall).restUntil <= now)
    for (let at = 0; at < awake.length && !this.signal.aborted; at += BATCH_LIMIT) {
      const group = awake.slice(at, at + BATCH_LIMIT)
      const replies = await this.options.client.batch(group.map((wall) => wallCall(wall, 0)))
      for (const [index, reply] of replies.entries()) {
        const wall = group[index]
        if (wall === undefined || this.signal.aborted) break
        const { items, cursor } = await this.wall(wall, reply)
        this.cursor = { ...this.cursor, walls: { ...this.cursor.walls, [wall]: cursor } }
        yield { items, cursor: this.cursor }
      }
    }
  }

  /** A page a query, until the method's quota is used up. */
  async *searches(): AsyncGenerator<Page> {
    const now = this.options.now()
    for (const query of this.options.queries) {
      if (this.signal.aborted || (this.cursor.parked[SEARCH] ?? 0) > now) return
      const found = await search(this.reading(), query, this.cursor.searches[query] ?? 0)
      this.cursor =
        'ok' in found
          ? { ...this.cursor, parked: { ...this.cursor.parked, [SEARCH]: this.alarms.restAfter(found, 'search', now) } }
          : { ...this.cursor, searches: { ...this.cursor.searches, [query]: found.newestAt } }
      yield { items: 'ok' in found ? [] : found.items, cursor: this.cursor }
    }
  }

  private async wall(wall: number, first: VkReply): Promise<Read> {
    const sourceId = `vk:${wall}`
    const before = this.known(wall)
    const reading = this.reading()
    const now = reading.collectedAt
    const page = first.ok ? await readWall(reading, wall, first.response, Math.max(0, before.watermark - OVERLAP_MS)) : first
    if ('ok' in page) return { items: [], cursor: { ...before, restUntil: this.alarms.restAfter(page, sourceId, now) } }
    const news = wallNews(before, page.posts, page.newestAt, now)
    const comments = await commentsOf(reading, wall, news, before)
    this.alarms.wallWasRead(sourceId, { gap: page.gap, silentMs: now - comments.cursor.newsAt })
    const gone = await this.removals([...comments.gone, ...news.gone], now)
    return { items: [...news.items, ...comments.items, ...gone], cursor: comments.cursor }
  }

  private async removals(ids: readonly PostId[], now: Instant): Promise<readonly Outcome<Post>[]> {
    const posts = await Promise.all(ids.map(this.options.recall))
    return posts.flatMap((post) => (post === null || post.deletedAt !== null ? [] : [ok(removed(post, now))]))
  }

  private known(wall: number): WallCursor {
    return this.cursor.walls[String(wall)] ?? newWall(this.options.now())
  }

  private reading(): Reading {
    const { client, officialIds, now } = this.options
    return { client, officialIds, collectedAt: now() }
  }
}
