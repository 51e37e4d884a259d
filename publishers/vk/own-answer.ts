import { z } from 'zod'
import { Unavailable } from '../../core/errors.ts'
import type { Instant } from '../../core/time.ts'
import type { VkReply, VkSpeaker } from './speaker.ts'
import type { Target } from './target.ts'

const PAGE = 100
/** An answer is looked for among this many of the newest comments of its level. */
const MOST_PAGES = 5

/** An answer of ours that stands on the platform. */
export interface Standing {
  readonly id: number
  readonly at: Instant
}

const CommentSchema = z.looseObject({
  id: z.number().int(),
  from_id: z.number().int(),
  date: z.number().int(),
  text: z.string(),
  reply_to_comment: z.number().int().nullish(),
})
type Comment = z.infer<typeof CommentSchema>

/** Stands where a comment was removed; it has no author, and words of nobody. */
const RemnantSchema = z.looseObject({ deleted: z.literal(true) }).transform(() => null)

const CommentsSchema = z.looseObject({ items: z.array(z.union([RemnantSchema, CommentSchema])) })

export type Looked = { readonly ok: true; readonly standing: Standing | null } | Extract<VkReply, { ok: false }>

/** Our own comment with this very text under the message, if it stands already; VK's refusal when it does not let us look. @throws {Unavailable} */
export async function ownAnswer(vk: VkSpeaker, target: Target, text: string): Promise<Looked> {
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const reply = await vk.read({ method: 'wall.getComments', params: { ...levelOf(target), offset: page * PAGE } })
    if (!reply.ok) return reply
    const items = commentsIn(reply.response)
    const own = items.find((item) => item?.from_id === -target.groupId && item.text === text && isTo(item, target))
    if (own) return { ok: true, standing: { id: own.id, at: own.date * 1000 } }
    if (items.length < PAGE) break
  }
  return { ok: true, standing: null }
}

/** A comment that cannot be read may be ours. @throws {Unavailable} */
function commentsIn(response: unknown): readonly (Comment | null)[] {
  const list = CommentsSchema.safeParse(response)
  if (!list.success) throw new Unavailable('VK gave something that is not a list of comments')
  return list.data.items
}

/** Two people in a thread may get the same words. A comment that does not say whom it answers may be ours. */
const isTo = ({ reply_to_comment: answered }: Comment, { commentId }: Target): boolean => (answered ?? commentId) === commentId

const levelOf = ({ ownerId, postId, threadId }: Target) => ({
  owner_id: ownerId,
  post_id: postId,
  count: PAGE,
  sort: 'desc',
  preview_length: 0,
  ...(threadId !== null && { comment_id: threadId }),
})
