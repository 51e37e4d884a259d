import { isDeepStrictEqual } from 'node:util'
import type { Page } from '../../core/collector.ts'
import { Unavailable } from '../../core/errors.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import type { Post, PostId } from '../../core/post.ts'
import type { Now } from '../../core/time.ts'
import { askAll } from './ask.ts'
import { brokenOnce } from './broken.ts'
import { BATCH_LIMIT, type VkClient } from './client.ts'
import { MOST_REMEMBERED, NEW_SEARCH, newWall, type Refusal, type SearchCursor, type VkCursor, type WallCursor } from './cursor.ts'
import { isOfAccount, isOfMethod, refusalAfter } from './errors.ts'
import { numberOf, OVERLAP_MS, removed, wallNews } from './news.ts'
import { commentsOf } from './read-comments.ts'
import { isSilence, NO_ANSWER, type VkRefusal, type VkReply } from './reply.ts'
import { withRestored } from './restored.ts'
import { newHits, search } from './search.ts'
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

const [WALL, COMMENTS, SEARCH] = ['wall.get', 'wall.getComments', 'newsfeed.search'] as const
/** What rests when the account has to: every method. */
const ACCOUNT = 'account'

/** A wall or a query that was asked for. */
interface Asked {
  readonly before: { readonly refused: Refusal | null }
  readonly keep: (refused: Refusal) => void
}

interface Silence extends Asked {
  readonly method: string
  readonly reply: VkRefusal
}

/** One reading of everything that is listed, from a cursor on. */
export class VkPass {
  cursor: VkCursor
  private readonly options: VkOptions
  private readonly signal: AbortSignal
  private readonly silences: Silence[] = []
  private wasHeard = false

  constructor(options: VkOptions, cursor: VkCursor, signal: AbortSignal) {
    this.options = options
    this.cursor = cursor
    this.signal = signal
  }

  /** A page a wall; the first posts of 25 walls are asked for at once. Walls that rest are left out. */
  async *walls(): AsyncGenerator<Page> {
    const now = this.options.now()
    const awake = this.options.walls.filter((wall) => (this.known(wall).refused?.until ?? 0) <= now)
    for (let at = 0; at < awake.length && !this.isOver(WALL); at += BATCH_LIMIT) {
      const group = awake.slice(at, at + BATCH_LIMIT)
      const replies = await askAll(
        this.options.client,
        group.map((wall) => wallCall(wall, 0)),
      )
      for (const [index, wall] of group.entries()) {
        if (this.signal.aborted) break
        yield { items: await this.wall(wall, replies[index] ?? NO_ANSWER), cursor: this.cursor }
      }
    }
  }

  /** A page a query, until the method's quota is used up. Queries that rest are left out. */
  async *searches(): AsyncGenerator<Page> {
    const now = this.options.now()
    const awake = this.options.queries.filter((query) => (this.cursor.searches[query]?.refused?.until ?? 0) <= now)
    for (const query of awake) {
      if (this.isOver(SEARCH)) return
      yield { items: await this.search(query), cursor: this.cursor }
    }
  }

  /** What got no answer rests, where others were answered. @throws {Unavailable} nobody was: that says nothing of any of them */
  async *silent(): AsyncGenerator<Page> {
    const [first] = this.silences
    if (first === undefined || this.signal.aborted) return
    if (!this.wasHeard) throw new Unavailable('VK does not answer', { reason: first.reply.message })
    for (const { method, reply, before, keep } of this.silences) this.refuse(method, reply, { before, keep })
    yield { items: [], cursor: this.cursor }
  }

  private async search(query: string): Promise<readonly Outcome<Post>[]> {
    const before = this.cursor.searches[query] ?? NEW_SEARCH
    const reading = this.reading()
    const found = await search(reading, query, before.newestAt)
    if ('ok' in found) {
      this.hear(SEARCH, found, { before, keep: (refused) => this.keepSearch(query, { ...before, refused }) })
      return []
    }
    this.wasHeard = true
    const { items: hits, seen } = newHits(before.seen, found)
    const { items, broken } = brokenOnce(before.broken, hits)
    const gapAt = found.gap ? reading.collectedAt : before.gapAt
    this.keepSearch(query, { newestAt: found.newestAt, seen, gapAt, refused: null, broken })
    return items
  }

  private async wall(wall: number, first: VkReply): Promise<readonly Outcome<Post>[]> {
    const before = this.known(wall)
    const reading = this.reading()
    const page = first.ok ? await readWall(reading, wall, first.response, Math.max(0, before.watermark - OVERLAP_MS)) : first
    if ('ok' in page) {
      this.hear(WALL, page, { before, keep: (refused) => this.keepWall(wall, { ...before, refused }) })
      return []
    }
    this.wasHeard = true
    const news = wallNews(before, page, reading.collectedAt)
    const comments = await commentsOf(reading, wall, this.rests(COMMENTS) ? { ...news, toRead: [] } : news)
    if (comments.resting !== null) this.rest(COMMENTS, comments.resting)
    const read = [...news.items, ...comments.items]
    const { told, owed } = await this.removals(before, [...comments.gone, ...news.gone], read)
    const { items, broken } = brokenOnce(before.broken, [...read, ...told])
    const { items: standing, ...remembered } = withRestored(before, items, reading.collectedAt)
    this.keepWall(wall, { ...comments.cursor, broken, removalsOwed: owed, ...remembered })
    return standing
  }

  /** Whether there is nothing more to ask of this method now. */
  private isOver(method: string): boolean {
    const isAway = !this.wasHeard && this.silences.length > BATCH_LIMIT
    return this.signal.aborted || isAway || this.rests(method)
  }

  private hear(method: string, reply: VkRefusal, asked: Asked): void {
    if (isSilence(reply)) this.silences.push({ method, reply, ...asked })
    else {
      this.wasHeard = true
      this.refuse(method, reply, asked)
    }
  }

  /** A method that is refused rests; otherwise what was asked for does. @throws {Unavailable} {Misconfigured} all reading is refused */
  private refuse(method: string, reply: VkRefusal, { before, keep }: Asked): void {
    const now = this.options.now()
    if (isOfMethod(reply)) this.rest(method, refusalAfter(null, reply, now))
    else keep(refusalAfter(before.refused, reply, now))
  }

  private rest(method: string, refusal: Refusal): void {
    const who = isOfAccount(refusal) ? ACCOUNT : method
    this.cursor = { ...this.cursor, resting: { ...this.cursor.resting, [who]: refusal } }
  }

  private rests(method: string): boolean {
    return [ACCOUNT, method].some((one) => (this.cursor.resting[one]?.until ?? 0) > this.options.now())
  }

  private keepWall(wall: number, cursor: WallCursor): void {
    if (isDeepStrictEqual(cursor, this.cursor.walls[String(wall)])) return
    this.cursor = { ...this.cursor, walls: { ...this.cursor.walls, [wall]: cursor } }
  }

  private keepSearch(query: string, cursor: SearchCursor): void {
    if (isDeepStrictEqual(cursor, this.cursor.searches[query])) return
    this.cursor = { ...this.cursor, searches: { ...this.cursor.searches, [query]: cursor } }
  }

  /** A removal is a revision of what the archive has: told at once, or as soon as the archive has caught up. */
  private async removals(
    { removalsOwed, restored }: WallCursor,
    gone: readonly PostId[],
    read: readonly Outcome<Post>[],
  ): Promise<{ readonly told: readonly Outcome<Post>[]; readonly owed: string[] }> {
    const there = new Set(read.flatMap((one) => (one.kind === 'ok' ? [one.value.id] : [])))
    const ids = [...new Set([...(removalsOwed as readonly PostId[]), ...gone])].filter((id) => !there.has(id))
    const posts = await Promise.all(ids.map(this.options.recall))
    const now = this.options.now()
    const told: Outcome<Post>[] = []
    const owed: string[] = []
    for (const [index, id] of ids.entries()) {
      const post = posts[index] ?? null
      const isBehind = post === null || (post.deletedAt !== null && post.deletedAt < (restored[numberOf(id)] ?? 0))
      if (isBehind) owed.push(id)
      else if (post.deletedAt === null) told.push(ok(removed(post, now)))
    }
    return { told, owed: owed.slice(-MOST_REMEMBERED) }
  }

  private known(wall: number): WallCursor {
    return this.cursor.walls[String(wall)] ?? newWall(this.options.now())
  }

  private reading(): Reading {
    const { client, officialIds, now } = this.options
    return { client, officialIds, collectedAt: now() }
  }
}
