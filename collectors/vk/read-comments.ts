import { ok, type Outcome } from '../../core/outcome.ts'
import type { Post, PostId } from '../../core/post.ts'
import { brokenIds } from './broken.ts'
import { readComments } from './comments.ts'
import type { Refusal, WallCursor } from './cursor.ts'
import { isOfMethod, isPassing, refusalAfter } from './errors.ts'
import { commentNews, numberOf, type ShownComments, type ToRead, type WallNews } from './news.ts'
import type { VkRefusal } from './reply.ts'
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
  const { comments, deleted, refusals, unshown } = await readComments(reading, asked)
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
    const hidden = unshown.filter((one) => one.postId === toRead.postId)
    const replies = hidden.map((one) => one.reply)
    return withPost(read, {
      wall,
      toRead,
      shown: { comments, deleted: new Set(deleted), broken, upTo: Math.min(...hidden.map((one) => one.after)) },
      refusal,
      unshown: replies.find(isPassing) ?? replies[0] ?? null,
      readAt: reading.collectedAt,
    })
  }, start)
}

interface PostComments {
  readonly wall: number
  readonly toRead: ToRead
  readonly shown: ShownComments
  /** Not null: VK did not show all of them. What is not seen is not gone then, and the post is read again. */
  readonly refusal: VkRefusal | null
  /** Not null: VK did not show a part of them. */
  readonly unshown: VkRefusal | null
  readonly readAt: number
}

function withPost(read: CommentsRead, { wall, toRead, shown, refusal, unshown, readAt }: PostComments): CommentsRead {
  const { items, gone, cursor } = read
  const { comments } = shown
  const known = cursor.posts[String(toRead.postId)]
  if (known === undefined) return { ...read, items: [...items, ...comments.map(ok)] }
  const news = commentNews(known, shown, readAt)
  const partly = {
    ...known,
    seen: { ...known.seen, ...Object.fromEntries(comments.map((comment) => [numberOf(comment.id), comment.rev])) },
    unread: refusal !== null && isPassing(refusal),
    refused: refusal === null || isOfMethod(refusal) ? known.refused : refusalAfter(known.refused, refusal, readAt),
  }
  const whole = {
    ...news.known,
    comments: toRead.comments,
    unshown: unshown === null ? null : refusalAfter(known.unshown, unshown, readAt),
  }
  const next = refusal === null ? whole : partly
  return {
    ...read,
    items: [...items, ...news.fresh.map(ok)],
    gone: refusal === null ? [...gone, ...news.gone.map((id): PostId => `vk:comment:${wall}_${id}`)] : gone,
    cursor: { ...cursor, newsAt: news.fresh.length > 0 ? readAt : cursor.newsAt, posts: { ...cursor.posts, [toRead.postId]: next } },
  }
}
