import type { Outcome } from '../../core/outcome.ts'
import type { Post } from '../../core/post.ts'
import type { Instant } from '../../core/time.ts'
import { ask, askAll } from './ask.ts'
import type { VkClient } from './client.ts'
import { NOT_A_LIST, type VkRefusal } from './errors.ts'
import { isRemnant, ItemSchema, ListSchema, namesOf, type VkItem, type VkList } from './item.ts'
import { type ItemContext, postOf } from './post.ts'

const PAGE = 100
/** `wall.getComments` gives at most this many replies inside a thread. */
const THREAD_ITEMS = 10
/** A wall is not read further back at once; what lies behind is a gap. */
const MOST_PAGES = 10

interface Refused {
  readonly postId: number
  readonly reply: VkRefusal
}

/** What reading needs of the outside. */
export interface Reading {
  readonly client: VkClient
  readonly collectedAt: Instant
  readonly officialIds: ReadonlySet<number>
}

/** Items of one answer with their names; null when it is not a list, which is no empty one. */
export const listOf = (response: unknown): VkList | null => {
  const parsed = ListSchema.safeParse(response)
  return parsed.success ? parsed.data : null
}

const itemOf = (raw: unknown): VkItem | null => {
  const parsed = ItemSchema.safeParse(raw)
  return parsed.success ? parsed.data : null
}

const isDeleted = (raw: unknown): boolean => {
  const item = itemOf(raw)
  return item !== null && isRemnant(item)
}

export interface WallPage {
  /** `owner_id`. */
  readonly wall: number
  readonly posts: readonly Outcome<Post>[]
  /** `date` of the newest post that is not pinned, ms; null on an empty wall. */
  readonly newestAt: Instant | null
  /** `date` of the oldest one that is not pinned, ms; Infinity on an empty wall. */
  readonly oldestAt: Instant
  /** The reading did not reach back to the watermark. */
  readonly gap: boolean
  /** It reached the wall's end. */
  readonly whole: boolean
}

export const wallCall = (ownerId: number, offset: number) => ({
  method: 'wall.get',
  params: { owner_id: ownerId, count: PAGE, offset, extended: 1, filter: 'all' },
})

/** Posts of a wall back to the watermark, from its first page on. Pinned posts come first whatever their date and do not count. */
export async function readWall(reading: Reading, wall: number, first: unknown, since: Instant): Promise<WallPage | VkRefusal> {
  const posts: Outcome<Post>[] = []
  const dates: Instant[] = []
  let list = listOf(first)
  for (let page = 1; ; page += 1) {
    if (list === null) return NOT_A_LIST
    const context = contextOf(reading, wall, list)
    posts.push(...list.items.filter((raw) => !isDeleted(raw)).map((raw) => postOf(raw, context)))
    dates.push(...list.items.flatMap((raw) => datesOf(itemOf(raw))))
    const oldestAt = Math.min(...dates)
    const whole = isLast(list, page)
    const reached = whole || oldestAt < since
    if (reached || page === MOST_PAGES)
      return { wall, posts, newestAt: dates.length === 0 ? null : Math.max(...dates), oldestAt, gap: !reached && since > 0, whole }
    const next = await ask(reading.client, wallCall(wall, page * PAGE))
    if (!next.ok) return next
    list = listOf(next.response)
  }
}

/** A page may be short though more follows: some of its posts are not for everybody. */
const isLast = ({ items, count }: VkList, page: number): boolean =>
  items.length === 0 || (items.length < PAGE && (page - 1) * PAGE + items.length >= count)

const datesOf = (item: VkItem | null): readonly number[] =>
  item === null || item.is_pinned === 1 || item.date === undefined ? [] : [item.date * 1000]

const contextOf = ({ collectedAt, officialIds }: Reading, ownerId: number, list: VkList): ItemContext => ({
  collectedAt,
  officialIds,
  ownerId,
  names: namesOf(list),
})

/** Which comments of which post, and from where on. */
interface CommentPage {
  readonly ownerId: number
  readonly postId: number
  readonly commentId?: number
  readonly offset: number
}

const commentsCall = ({ ownerId, postId, commentId, offset }: CommentPage) => ({
  method: 'wall.getComments',
  params: {
    owner_id: ownerId,
    post_id: postId,
    count: PAGE,
    offset,
    sort: 'asc',
    extended: 1,
    preview_length: 0,
    need_likes: 1,
    ...(commentId === undefined ? { thread_items_count: THREAD_ITEMS } : { comment_id: commentId }),
  },
})

interface Comments {
  readonly comments: readonly Outcome<Post>[]
  /** Numbers of those that stand as deleted, because they have replies. */
  readonly deleted: ReadonlySet<string>
  /** Of posts whose comments could not all be read. */
  readonly refusals: readonly Refused[]
}

/** Every comment of these posts with complete threads. */
export async function readComments(
  reading: Reading,
  posts: readonly { readonly ownerId: number; readonly postId: number }[],
): Promise<Comments> {
  const comments: Outcome<Post>[] = []
  const deleted = new Set<string>()
  const refusals: Refused[] = []
  let asked: readonly CommentPage[] = posts.map((post) => ({ ...post, offset: 0 }))
  while (asked.length > 0) {
    const replies = await askAll(reading.client, asked.map(commentsCall))
    const next: CommentPage[] = []
    asked.forEach((page, index) => {
      const reply = replies[index] ?? NOT_A_LIST
      const list = reply.ok ? listOf(reply.response) : null
      if (list === null) return refusals.push({ postId: page.postId, reply: reply.ok ? NOT_A_LIST : reply })
      const raw = list.items.flatMap((one) => [one, ...wholeThread(itemOf(one))])
      for (const one of raw.filter(isDeleted)) deleted.add(String(itemOf(one)?.id))
      const context = commentContext(reading, page, list)
      comments.push(...raw.filter((one) => !isDeleted(one)).map((one) => postOf(one, context)))
      next.push(...further(page, list))
      return undefined
    })
    asked = next
  }
  return { comments, deleted, refusals }
}

const commentContext = (reading: Reading, { ownerId, postId }: CommentPage, list: VkList): ItemContext => ({
  ...contextOf(reading, ownerId, list),
  postId,
  canReply: list.can_post ?? true,
  communitiesCanReply: list.groups_can_post ?? true,
})

/** The replies given with a comment when they are all of them; otherwise the thread is read on its own. */
const wholeThread = (item: VkItem | null): readonly unknown[] =>
  item?.thread !== undefined && item.thread.count <= item.thread.items.length ? item.thread.items : []

/** The next page of this level, and the threads that were not given whole. `count` spans all levels, so a full page is the only sign of more. */
function further(page: CommentPage, list: VkList): readonly CommentPage[] {
  const more = list.items.length === PAGE ? [{ ...page, offset: page.offset + PAGE }] : []
  if (page.commentId !== undefined) return more
  const threads = list.items.flatMap((raw) => {
    const item = itemOf(raw)
    const whole = (item?.thread?.count ?? 0) <= (item?.thread?.items.length ?? 0)
    return item === null || whole ? [] : [{ ownerId: page.ownerId, postId: page.postId, commentId: item.id, offset: 0 }]
  })
  return [...more, ...threads]
}
