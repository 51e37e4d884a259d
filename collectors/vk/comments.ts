import type { Outcome } from '../../core/outcome.ts'
import type { Post } from '../../core/post.ts'
import { askAll } from './ask.ts'
import { NOT_A_LIST, type VkRefusal } from './errors.ts'
import type { VkItem, VkList } from './item.ts'
import { type ItemContext, postOf } from './post.ts'
import { contextOf, isDeleted, itemOf, listOf, PAGE, type Reading } from './wall.ts'

/** `wall.getComments` gives at most this many replies inside a thread. */
const THREAD_ITEMS = 10

interface Refused {
  readonly postId: number
  readonly reply: VkRefusal
}

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
