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

interface Comment {
  readonly id: number
  readonly from_id: number
  readonly date: number
  readonly text: string
  readonly reply_to_comment?: number
}

export type Looked = { readonly ok: true; readonly standing: Standing | null } | Extract<VkReply, { ok: false }>

/** Our own comment with this very text under the message, if it stands already; VK's refusal when it does not let us look. @throws {Unavailable} */
export async function ownAnswer(vk: VkSpeaker, target: Target, text: string): Promise<Looked> {
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const reply = await vk.read({ method: 'wall.getComments', params: { ...levelOf(target), offset: page * PAGE } })
    if (!reply.ok) return reply
    const items = (reply.response as { items?: readonly Comment[] } | null)?.items ?? []
    const own = items.find((item) => item.from_id === -target.groupId && item.text === text && isTo(item, target))
    if (own !== undefined) return { ok: true, standing: { id: own.id, at: own.date * 1000 } }
    if (items.length < PAGE) break
  }
  return { ok: true, standing: null }
}

/** Two people in a thread may get the same words. A comment that does not say whom it answers may be ours. */
const isTo = ({ reply_to_comment: answered }: Comment, { commentId }: Target): boolean => answered === undefined || answered === commentId

const levelOf = ({ ownerId, postId, threadId }: Target) => ({
  owner_id: ownerId,
  post_id: postId,
  count: PAGE,
  sort: 'desc',
  preview_length: 0,
  ...(threadId !== null && { comment_id: threadId }),
})
