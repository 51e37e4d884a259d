import type { Outcome } from '../../core/outcome.ts'
import type { Post } from '../../core/post.ts'
import type { Instant } from '../../core/time.ts'
import type { VkClient, VkReply } from './client.ts'
import { ItemSchema, ListSchema, namesOf, type VkItem, type VkList } from './item.ts'
import { type ItemContext, postOf } from './post.ts'

const PAGE = 100
/** `wall.getComments` gives at most this many replies inside a thread. */
const THREAD_ITEMS = 10
/** A wall is not read further back at once; what lies behind is a gap. */
const MOST_PAGES = 10

type VkRefusal = Extract<VkReply, { ok: false }>

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

/** Items of one answer with their names; broken answers are an empty list. */
export const listOf = (response: unknown): VkList => {
  const parsed = ListSchema.safeParse(response)
  return parsed.success ? parsed.data : ListSchema.parse({})
}

const itemOf = (raw: unknown): VkItem | null => {
  const parsed = ItemSchema.safeParse(raw)
  return parsed.success ? parsed.data : null
}

export interface WallPage {
  readonly posts: readonly Outcome<Post>[]
  /** `date` of the newest post that is not pinned, ms; null on an empty wall. */
  readonly newestAt: Instant | null
  /** The reading did not reach back to the watermark. */
  readonly gap: boolean
}

export const wallCall = (ownerId: number, offset: number) => ({
  method: 'wall.get',
  params: { owner_id: ownerId, count: PAGE, offset, extended: 1, filter: 'all' },
})

/** Posts of a wall back to the watermark, from its first page on. Pinned posts come first whatever their date and do not count. */
export async function readWall(reading: Reading, ownerId: number, first: unknown, since: Instant): Promise<WallPage | VkRefusal> {
  const posts: Outcome<Post>[] = []
  let newestAt: Instant | null = null
  let list = listOf(first)
  for (let page = 1; ; page += 1) {
    const context = contextOf(reading, ownerId, list)
    posts.push(...list.items.map((raw) => postOf(raw, context)))
    const dates = list.items.flatMap((raw) => datesOf(itemOf(raw)))
    newestAt ??= dates.length === 0 ? null : Math.max(...dates)
    const reached = list.items.length < PAGE || Math.min(...dates) < since
    if (reached || page === MOST_PAGES) return { posts, newestAt, gap: !reached && since > 0 }
    const next = await reading.client.call(wallCall(ownerId, page * PAGE))
    if (!next.ok) return next
    list = listOf(next.response)
  }
}

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

/** Every comment of these posts with complete threads. A post whose comments cannot be read gives its refusal. */
export async function readComments(
  reading: Reading,
  posts: readonly { readonly ownerId: number; readonly postId: number }[],
): Promise<{ comments: readonly Outcome<Post>[]; refusals: readonly Refused[] }> {
  const comments: Outcome<Post>[] = []
  const refusals: Refused[] = []
  let asked: readonly CommentPage[] = posts.map((post) => ({ ...post, offset: 0 }))
  while (asked.length > 0) {
    const replies = await reading.client.batch(asked.map(commentsCall))
    const next: CommentPage[] = []
    asked.forEach((page, index) => {
      const reply = replies[index]
      if (reply?.ok !== true) return reply !== undefined && refusals.push({ postId: page.postId, reply })
      const list = listOf(reply.response)
      comments.push(...commentsOf(reading, page, list))
      next.push(...further(page, list))
    })
    asked = next
  }
  return { comments, refusals }
}

function commentsOf(reading: Reading, page: CommentPage, list: VkList): readonly Outcome<Post>[] {
  const context = { ...contextOf(reading, page.ownerId, list), postId: page.postId, canReply: list.can_post ?? true }
  return list.items.flatMap((raw) => [postOf(raw, context), ...wholeThread(itemOf(raw)).map((reply) => postOf(reply, context))])
}

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
