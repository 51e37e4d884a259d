import { Unavailable } from '../core/errors.ts'
import type { SoughtAnswer, PublicationRequest, PublicationResult, Publisher } from '../core/publisher.ts'
import type { Now } from '../core/time.ts'
import { PUBLISHER_LIMITS } from './limits.ts'
import { ownAnswer, type Standing } from './vk/own-answer.ts'
import { meaningOfLooking, meaningOfSpeaking, meaningOfUpload } from './vk/refusals.ts'
import type { VkReply, VkSpeaker } from './vk/speaker.ts'
import { type Target, targetOf } from './vk/target.ts'

export interface VkPublisherOptions {
  readonly vk: VkSpeaker
  readonly now: Now
}

/** Answers a wall post or a comment in the name of a community: looks for its own earlier answer, speaks once with a `guid`, reads back. */
export function vkPublisher(options: VkPublisherOptions): Publisher {
  return {
    platform: 'vk',
    maxLength: PUBLISHER_LIMITS.vk ?? 0,
    publish: (request) => publish(options, request),
    standing: (answer) => standing(options, answer),
  }
}

type Published = Extract<PublicationResult, { kind: 'published' }>

async function standing({ vk }: VkPublisherOptions, answer: SoughtAnswer): Promise<Published | null> {
  const target = targetOf(answer)
  if (target === null) return null
  const looked = await ownAnswer(vk, target, answer.text)
  if (!looked.ok) meaningOfLooking(looked)
  return looked.ok && looked.standing !== null ? published(target, looked.standing) : null
}

async function publish(options: VkPublisherOptions, request: PublicationRequest): Promise<PublicationResult> {
  const { vk } = options
  const { inReplyTo, text } = request
  const target = targetOf(request)
  if (target === null) return { kind: 'impossible', reason: 'the message does not stand on a wall of VK' }
  if (!inReplyTo.replyable.can) return { kind: 'impossible', reason: inReplyTo.replyable.reason ?? 'comments are closed' }
  const looked = await ownAnswer(vk, target, text)
  if (!looked.ok) return meaningOfLooking(looked)
  if (looked.standing !== null) return published(target, looked.standing)
  return speak(options, request, target)
}

/** Uploads, speaks once, reads back. @throws {Unavailable} before anything was written */
async function speak(options: VkPublisherOptions, request: PublicationRequest, target: Target): Promise<PublicationResult> {
  const { vk, now } = options
  const photos = await Promise.all(request.attachments.map((photo) => vk.uploadPhoto(photo.content, photo.name, target.groupId)))
  const refused = photos.find((one) => !one.ok)
  if (refused !== undefined) return meaningOfUpload(refused)
  if (now() >= request.speakBefore) throw new Unavailable('The time of this attempt was over before the answer could be sent')
  const words = photos.flatMap((one) => (one.ok ? [one.photo] : []))
  const reply = await spoken(vk, request, target, words)
  const impossible = reply === null || reply.ok ? null : meaningOfSpeaking(reply)
  return impossible ?? readBack(options, target, request.text, reply)
}

/** The one request that writes; null: no answer came, and it may have been written. */
async function spoken(vk: VkSpeaker, request: PublicationRequest, target: Target, photos: readonly string[]): Promise<VkReply | null> {
  const params = {
    owner_id: target.ownerId,
    post_id: target.postId,
    from_group: target.groupId,
    message: request.text,
    guid: request.key,
    ...(target.commentId !== null && { reply_to_comment: target.commentId }),
    ...(photos.length > 0 && { attachments: photos.join() }),
  }
  try {
    return await vk.call({ method: 'wall.createComment', params })
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
    return null
  }
}

const commentIdIn = (response: unknown): number | null => {
  const id = (response as { comment_id?: unknown } | null)?.comment_id
  return typeof id === 'number' ? id : null
}

/** What stands there now; when it cannot be seen, what VK said when it took the answer. */
async function readBack({ vk, now }: VkPublisherOptions, target: Target, text: string, reply: VkReply | null): Promise<PublicationResult> {
  const standing = (await standingNow(vk, target, text)) ?? (reply?.ok === true ? taken(reply.response, now()) : null)
  if (standing !== null) return published(target, standing)
  return { kind: 'unknown', reason: reply?.ok === false ? reply.message : 'VK did not say whether the answer was written' }
}

const taken = (response: unknown, at: number): Standing | null => {
  const id = commentIdIn(response)
  return id === null ? null : { id, at }
}

async function standingNow(vk: VkSpeaker, target: Target, text: string): Promise<Standing | null> {
  try {
    const looked = await ownAnswer(vk, target, text)
    return looked.ok ? looked.standing : null
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
    return null
  }
}

const published = ({ ownerId, postId, threadId }: Target, { id, at }: Standing): Published => ({
  kind: 'published',
  url: `https://vk.com/wall${ownerId}_${postId}?reply=${id}${threadId === null ? '' : `&thread=${threadId}`}`,
  publishedAt: at,
})
