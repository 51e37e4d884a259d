import { ok, type Outcome } from '../../core/outcome.ts'
import type { Post, PostId } from '../../core/post.ts'
import { brokenIds } from './broken.ts'
import type { Refusal, WallCursor } from './cursor.ts'
import { isOfMethod, isPassing, refusalAfter, type VkRefusal } from './errors.ts'
import { readComments } from './comments.ts'
import { commentNews, numberOf, type ToRead, type WallNews } from './news.ts'
import type { Reading } from './wall.ts'

export interface CommentsRead {
  /** New comments and new revisions, and what could not be read. */
  readonly items: readonly Outcome<Post>[]
  /** Comments that are no longer there. */
  readonly gone: readonly PostId[]
  readonly cursor: WallCursor
  /** Not null: VK takes no request for comments until then. */
  readonly resting: Refusal | null
}

/** The comments of the posts that have to be read.
 *  @throws {Unavailable} {Misconfigured} when VK refuses all reading: nothing of the wall counts as read then */
export async function commentsOf(reading: Reading, wall: number, news: WallNews): Promise<CommentsRead> {
  const asked = news.toRead.map(({ postId }) => ({ ownerId: wall, postId }))
  const { comments, deleted, refusals } = await readComments(reading, asked)
  const broken = new Set(brokenIds(comments))
  const ofMethod = refusals.find(({ reply }) => isOfMethod(reply))
  const found = comments.flatMap((one) => (one.kind === 'ok' ? [one.value] : []))
  const start: CommentsRead = {
    items: comments.filter((one) => one.kind !== 'ok'),
    gone: [],
    cursor: news.cursor,
    resting: ofMethod === undefined ? null : refusalAfter(null, ofMethod.reply, reading.collectedAt),
  }
  return news.toRead.reduce((read, toRead) => {
    const comments = found.filter((comment) => comment.rootId === `vk:wall:${wall}_${toRead.postId}`)
    const refusal = refusals.find((one) => one.postId === toRead.postId)?.reply ?? null
    return withPost(read, { wall, toRead, comments, deleted, broken, refusal, readAt: reading.collectedAt })
  }, start)
}

interface PostComments {
  readonly wall: number
  readonly toRead: ToRead
  readonly comments: readonly Post[]
  /** Numbers of comments that VK shows as deleted. */
  readonly deleted: ReadonlySet<string>
  /** Numbers of comments that cannot be read. */
  readonly broken: ReadonlySet<string>
  /** Not null: VK did not show all of them. What is not seen is not gone then, and the post is read again. */
  readonly refusal: VkRefusal | null
  readonly readAt: number
}

function withPost(read: CommentsRead, { wall, toRead, comments, deleted, broken, refusal, readAt }: PostComments): CommentsRead {
  const { items, gone, cursor } = read
  const known = cursor.posts[String(toRead.postId)]
  if (known === undefined) return { ...read, items: [...items, ...comments.map(ok)] }
  const news = commentNews(known, { comments, deleted, broken }, readAt)
  const partly = {
    ...known,
    seen: { ...known.seen, ...Object.fromEntries(comments.map((comment) => [numberOf(comment.id), comment.rev])) },
    unread: refusal !== null && isPassing(refusal),
    refused: refusal === null || isOfMethod(refusal) ? known.refused : refusalAfter(known.refused, refusal, readAt),
  }
  const next = refusal === null ? { ...news.known, comments: toRead.comments } : partly
  return {
    ...read,
    items: [...items, ...news.fresh.map(ok)],
    gone: refusal === null ? [...gone, ...news.gone.map((id): PostId => `vk:comment:${wall}_${id}`)] : gone,
    cursor: { ...cursor, newsAt: news.fresh.length > 0 ? readAt : cursor.newsAt, posts: { ...cursor.posts, [toRead.postId]: next } },
  }
}
