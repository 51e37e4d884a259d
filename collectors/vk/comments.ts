import type { Outcome } from '../../core/outcome.ts'
import type { Post } from '../../core/post.ts'
import { askAll } from './ask.ts'
import { isOfMethod, NOT_A_LIST, NOT_SHOWN } from './errors.ts'
import type { VkItem, VkList } from './item.ts'
import { type ItemContext, postOf } from './post.ts'
import type { VkRefusal, VkReply } from './reply.ts'
import { contextOf, isDeleted, itemOf, listOf, PAGE, type Reading } from './wall.ts'

/** `wall.getComments` gives at most this many replies inside a thread. */
const THREAD_ITEMS = 10

interface Refused {
  readonly postId: number
  readonly reply: VkRefusal
}

/** A level of comments, the first one or a thread, of which VK does not show everything. */
interface Unshown extends Refused {
  /** Later comments than this one may stand there. */
  readonly after: number
}

/** Which comments of which post, and from where on. */
interface CommentPage {
  readonly ownerId: number
  readonly postId: number
  readonly commentId?: number
  readonly offset: number
  /** The last comment of this level that was shown; before the first one what the level stands under. */
  readonly after: number
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
  readonly deleted: readonly string[]
  /** Of posts whose comments could not be read. */
  readonly refusals: readonly Refused[]
  readonly unshown: readonly Unshown[]
}

interface PageRead extends Comments {
  readonly next: readonly CommentPage[]
}

/** Every comment of these posts with complete threads. */
export async function readComments(
  reading: Reading,
  posts: readonly { readonly ownerId: number; readonly postId: number }[],
): Promise<Comments> {
  const read: PageRead[] = []
  let asked: readonly CommentPage[] = posts.map((post) => ({ ...post, offset: 0, after: 0 }))
  while (asked.length > 0) {
    const replies = await askAll(reading.client, asked.map(commentsCall))
    const pages = asked.map((page, index) => pageRead(reading, page, replies[index] ?? NOT_A_LIST))
    read.push(...pages)
    asked = pages.flatMap((page) => page.next)
  }
  return {
    comments: read.flatMap((page) => page.comments),
    deleted: read.flatMap((page) => page.deleted),
    refusals: read.flatMap((page) => page.refusals),
    unshown: read.flatMap((page) => page.unshown),
  }
}

/** A thread that is refused hides itself alone: its first comment may have gone meanwhile. */
const refused = ({ postId, commentId, after }: CommentPage, reply: VkRefusal): Partial<PageRead> =>
  commentId === undefined || isOfMethod(reply) ? { refusals: [{ postId, reply }] } : { unshown: [{ postId, after, reply }] }

const NOTHING: PageRead = { comments: [], deleted: [], refusals: [], unshown: [], next: [] }

function pageRead(reading: Reading, page: CommentPage, reply: VkReply): PageRead {
  const list = reply.ok ? listOf(reply.response) : null
  const { postId, after } = page
  if (list === null) return { ...NOTHING, ...refused(page, reply.ok ? NOT_A_LIST : reply) }
  if (list.items.length === 0) return { ...NOTHING, unshown: page.offset < countOf(list) ? [{ postId, after, reply: NOT_SHOWN }] : [] }
  const raw = list.items.flatMap((one) => [one, ...wholeThread(itemOf(one))])
  const context = commentContext(reading, page, list)
  return {
    ...NOTHING,
    comments: raw.filter((one) => !isDeleted(one)).map((one) => postOf(one, context)),
    deleted: raw.filter(isDeleted).map((one) => String(itemOf(one)?.id)),
    next: further(page, list),
  }
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

/** How many stand on this level, those that are not for everybody included; where VK does not say so, on all levels. */
const countOf = ({ current_level_count: ofLevel, count }: VkList): number => ofLevel ?? count

/** The next page of this level, and the threads that were not given whole. A page may be short though more follows: some of its comments
 *  are not for everybody. */
function further(page: CommentPage, list: VkList): readonly CommentPage[] {
  const items = list.items.map(itemOf).filter((item) => item !== null)
  const offset = page.offset + PAGE
  const hasMore = list.items.length === PAGE || offset < countOf(list)
  const more = hasMore ? [{ ...page, offset, after: Math.max(page.after, ...items.map((item) => item.id)) }] : []
  if (page.commentId !== undefined) return more
  const threads = items
    .filter(({ thread }) => (thread?.count ?? 0) > (thread?.items.length ?? 0))
    .map(({ id }) => ({ ownerId: page.ownerId, postId: page.postId, commentId: id, offset: 0, after: id }))
  return [...more, ...threads]
}
