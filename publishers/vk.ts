import { Unavailable } from '../core/errors.ts'
import type { PublicationRequest, PublicationResult, Publisher } from '../core/publisher.ts'
import type { Now } from '../core/time.ts'
import { PUBLISHER_LIMITS } from './limits.ts'

type Reply = { readonly ok: true; readonly response: unknown } | { readonly ok: false; readonly code: number; readonly message: string }

/** VK as this publisher needs it; the app hands in the one client that speaks to VK. */
export interface VkSpeaker {
  /** One request, never repeated. @throws {Unavailable} no answer */
  call(call: { readonly method: string; readonly params: Readonly<Record<string, string | number | boolean>> }): Promise<Reply>
  /** Attachment word of an uploaded photo, like `photo1_2`. @throws {Unavailable} */
  uploadPhoto(content: Uint8Array, name: string, groupId: number): Promise<string>
}

export interface VkPublisherOptions {
  readonly vk: VkSpeaker
  readonly now: Now
}

/** Codes after which VK will never take this answer here: p.14's fallback is offered. */
const IMPOSSIBLE: ReadonlySet<number> = new Set([7, 15, 18, 30, 203, 212, 213, 214, 222, 223, 801, 1401])
/** Codes that say for certain that nothing was written, and later it may be. */
const NOT_NOW: ReadonlySet<number> = new Set([6, 9, 14, 29, 5, 27, 28])
const PAGE = 100

interface Target {
  readonly ownerId: number
  readonly postId: number
  readonly commentId: number | null
  readonly groupId: number
}

/** Answers a wall post or a comment in the name of a community: looks for its own earlier answer, speaks once with a `guid`, reads back. */
export function vkPublisher({ vk, now }: VkPublisherOptions): Publisher {
  return {
    platform: 'vk',
    maxLength: PUBLISHER_LIMITS.vk ?? 0,
    async publish(request) {
      const target = targetOf(request)
      if (target === null) return { kind: 'impossible', reason: 'the message does not stand on a wall of VK' }
      if (!request.inReplyTo.replyable.can)
        return { kind: 'impossible', reason: request.inReplyTo.replyable.reason ?? 'comments are closed' }
      const earlier = await ownAnswer(vk, target, request.text)
      if (earlier !== null) return published(target, earlier.id, earlier.at)
      const photos = await uploaded(vk, request, target.groupId)
      return speak(vk, request, target, { attachments: photos.join(), now })
    },
  }
}

const COMMENT = /^vk:comment:(-?\d+)_(\d+)$/
const WALL = /^vk:wall:(-?\d+)_(\d+)$/

function targetOf({ inReplyTo, accountId }: PublicationRequest): Target | null {
  const root = WALL.exec(inReplyTo.rootId)
  const comment = COMMENT.exec(inReplyTo.id)
  if (root === null) return null
  return {
    ownerId: Number(root[1]),
    postId: Number(root[2]),
    commentId: comment === null ? null : Number(comment[2]),
    groupId: Math.abs(Number(accountId)),
  }
}

const uploaded = (vk: VkSpeaker, { attachments }: PublicationRequest, groupId: number): Promise<readonly string[]> =>
  Promise.all(attachments.map((photo) => vk.uploadPhoto(photo.content, photo.name, groupId)))

interface Speech {
  readonly attachments: string
  readonly now: Now
}

/** The one request that writes. No answer means that it may have been written: read, and if nothing is found let a person look. */
async function speak(vk: VkSpeaker, request: PublicationRequest, target: Target, { attachments, now }: Speech): Promise<PublicationResult> {
  const params = {
    owner_id: target.ownerId,
    post_id: target.postId,
    from_group: target.groupId,
    message: request.text,
    guid: request.key,
    ...(target.commentId !== null && { reply_to_comment: target.commentId }),
    ...(attachments !== '' && { attachments }),
  }
  let reply: Reply
  try {
    reply = await vk.call({ method: 'wall.createComment', params })
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
    return afterSilence(vk, target, request.text)
  }
  if (reply.ok) {
    const id = (reply.response as { comment_id?: unknown } | null)?.comment_id
    if (typeof id !== 'number') return afterSilence(vk, target, request.text)
    const standing = await ownAnswer(vk, target, request.text).catch(() => null)
    return published(target, id, standing?.at ?? now())
  }
  if (NOT_NOW.has(reply.code)) throw new Unavailable('VK does not take the answer now', { code: reply.code, message: reply.message })
  if (IMPOSSIBLE.has(reply.code)) return { kind: 'impossible', reason: reply.message }
  return { kind: 'unknown', reason: reply.message }
}

async function afterSilence(vk: VkSpeaker, target: Target, text: string): Promise<PublicationResult> {
  const standing = await ownAnswer(vk, target, text).catch(() => null)
  return standing === null
    ? { kind: 'unknown', reason: 'VK did not say whether the answer was written' }
    : published(target, standing.id, standing.at)
}

const published = ({ ownerId, postId, commentId }: Target, id: number, at: number): PublicationResult => ({
  kind: 'published',
  url: `https://vk.com/wall${ownerId}_${postId}?reply=${id}${commentId === null ? '' : `&thread=${commentId}`}`,
  publishedAt: at,
})

interface Standing {
  readonly id: number
  readonly at: number
}

interface Comment {
  readonly id: number
  readonly from_id: number
  readonly date: number
  readonly text: string
  readonly thread?: { readonly items?: readonly Comment[] }
}

/** Our own comment with this very text under the message, if it stands already. @throws {Unavailable} */
async function ownAnswer(vk: VkSpeaker, { ownerId, postId, commentId, groupId }: Target, text: string): Promise<Standing | null> {
  const params = {
    owner_id: ownerId,
    post_id: postId,
    count: PAGE,
    sort: 'desc',
    preview_length: 0,
    thread_items_count: 10,
    ...(commentId !== null && { comment_id: commentId }),
  }
  const reply = await vk.call({ method: 'wall.getComments', params })
  if (!reply.ok) return null
  const items = (reply.response as { items?: readonly Comment[] } | null)?.items ?? []
  const own = items.flatMap((item) => [item, ...(item.thread?.items ?? [])]).find((item) => item.from_id === -groupId && item.text === text)
  return own === undefined ? null : { id: own.id, at: own.date * 1000 }
}
