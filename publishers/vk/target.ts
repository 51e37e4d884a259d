import type { SoughtAnswer } from '../../core/publisher.ts'

/** Where an answer goes. */
export interface Target {
  readonly ownerId: number
  readonly postId: number
  /** The comment that is answered; null: the post itself. */
  readonly commentId: number | null
  /** The comment of the first level under which the answer will stand; null: on the first level. */
  readonly threadId: number | null
  readonly groupId: number
}

const COMMENT = /^vk:comment:(-?\d+)_(\d+)$/
const WALL = /^vk:wall:(-?\d+)_(\d+)$/
const THREAD = /[?&]thread=(\d+)/

/** Null when the message does not stand on a wall. A comment inside a thread says in its link which one. */
export function targetOf({ inReplyTo, accountId }: SoughtAnswer): Target | null {
  const root = WALL.exec(inReplyTo.rootId)
  if (root === null) return null
  const comment = COMMENT.exec(inReplyTo.id)
  const commentId = comment === null ? null : Number(comment[2])
  const thread = THREAD.exec(inReplyTo.url ?? '')
  return {
    ownerId: Number(root[1]),
    postId: Number(root[2]),
    commentId,
    threadId: thread === null ? commentId : Number(thread[1]),
    groupId: Math.abs(Number(accountId)),
  }
}
