import { ok, type Outcome } from '../../core/outcome.ts'
import type { Post, PostId } from '../../core/post.ts'
import type { WallCursor } from './cursor.ts'
import { endOfReading } from './errors.ts'
import { commentNews, type WallNews } from './news.ts'
import { readComments, type Reading } from './wall.ts'

export interface CommentsRead {
  /** New comments and new revisions, and what could not be read. */
  readonly items: readonly Outcome<Post>[]
  /** Comments that are no longer there. */
  readonly gone: readonly PostId[]
  readonly cursor: WallCursor
}

/** The comments of the posts whose number of comments has changed. `before` is the wall as it was known before this reading.
 *  @throws {Unavailable} {Misconfigured} when VK refuses all reading: nothing of the wall counts as read then */
export async function commentsOf(reading: Reading, wall: number, news: WallNews, before: WallCursor): Promise<CommentsRead> {
  const asked = news.toRead.map((postId) => ({ ownerId: wall, postId }))
  const { comments, refusals } = await readComments(reading, asked)
  for (const { reply } of refusals) {
    const end = endOfReading(reply.code, reply.message)
    if (end !== null) throw end
  }
  const refused = new Set(refusals.map((one) => one.postId))
  const found = comments.flatMap((one) => (one.kind === 'ok' ? [one.value] : []))
  const start: CommentsRead = { items: comments.filter((one) => one.kind !== 'ok'), gone: [], cursor: news.cursor }
  return news.toRead.reduce((read, postId) => {
    const own = found.filter((comment) => comment.rootId === `vk:wall:${wall}_${postId}`)
    return withPost(read, { wall, postId, own, before: refused.has(postId) ? before : null, readAt: reading.collectedAt })
  }, start)
}

interface PostComments {
  readonly wall: number
  readonly postId: number
  readonly own: readonly Post[]
  /** Not null: VK did not show all of them. What is not seen is not gone then, and the post is read again the next time. */
  readonly before: WallCursor | null
  readonly readAt: number
}

function withPost({ items, gone, cursor }: CommentsRead, { wall, postId, own, before, readAt }: PostComments): CommentsRead {
  const known = cursor.posts[String(postId)]
  if (known === undefined) return { items: [...items, ...own.map(ok)], gone, cursor }
  const news = commentNews(known, own)
  const next =
    before === null
      ? news.known
      : { ...known, seen: { ...known.seen, ...news.known.seen }, comments: before.posts[String(postId)]?.comments ?? 0 }
  return {
    items: [...items, ...news.fresh.map(ok)],
    gone: before === null ? [...gone, ...news.gone.map((id): PostId => `vk:comment:${wall}_${id}`)] : gone,
    cursor: { ...cursor, newsAt: news.fresh.length > 0 ? readAt : cursor.newsAt, posts: { ...cursor.posts, [postId]: next } },
  }
}
