import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { Malformed } from '../../core/errors.ts'
import { dead, ok, type Outcome } from '../../core/outcome.ts'
import type { Author, Post, PostId } from '../../core/post.ts'
import type { Instant } from '../../core/time.ts'
import { isRemnant, ItemSchema, type VkItem } from './item.ts'
import { mediaOf } from './media.ts'
import { plainText } from './text.ts'

/** What is known beside the item. */
export interface ItemContext {
  readonly collectedAt: Instant
  readonly names: ReadonlyMap<number, string>
  /** Accounts of agencies, as `from_id`. */
  readonly officialIds: ReadonlySet<number>
  /** For items that do not say on whose wall they stand. */
  readonly ownerId?: number | undefined
  readonly postId?: number | undefined
  /** Whether a comment can be answered, as the list says. */
  readonly canReply?: boolean
  readonly communitiesCanReply?: boolean
}

const SECOND_MS = 1000
const EARLIEST = Date.UTC(2006, 0, 1)
const DAY_MS = 86_400_000

/** A wall post, a comment or a message of VK as a Post; a reasoned dead letter when it is neither. */
export function postOf(raw: unknown, context: ItemContext): Outcome<Post> {
  const parsed = ItemSchema.safeParse(raw)
  if (!parsed.success) return dead(unreadable(parsed.error), raw)
  const item = parsed.data
  const ownerId = ownerOf(item, context)
  if (ownerId === undefined) return dead(new Malformed('does not say on whose wall it stands', { field: 'owner_id' }), raw)
  const createdAt = (item.date ?? 0) * SECOND_MS
  if (createdAt < EARLIEST || createdAt > context.collectedAt + DAY_MS)
    return dead(new Malformed('not a time anyone could have written at', { field: 'date', value: item.date }), raw)
  return ok(built(item, { ownerId, postId: item.post_id ?? context.postId }, createdAt, context))
}

function unreadable({ issues: [issue] }: z.ZodError): Malformed {
  const field = issue?.path.join('.') ?? ''
  return new Malformed(`${field === '' ? 'item' : field}: ${issue?.message ?? 'not readable'}`, { field })
}

/** Only a wall post, which names no other post, stands on its author's own wall when nothing else is said. */
const ownerOf = (item: VkItem, context: ItemContext): number | undefined =>
  item.owner_id ?? item.post_owner_id ?? context.ownerId ?? (item.post_id === undefined ? item.from_id : undefined)

/** Whose wall an item stands on; `postId`: the post a comment belongs to. */
interface Place {
  readonly ownerId: number
  readonly postId: number | undefined
}

function built(item: VkItem, place: Place, createdAt: Instant, context: ItemContext): Post {
  const { ownerId, postId } = place
  const said = saidIn(item, context)
  return {
    ...identityOf(item, place),
    rev: revOf([said.text, said.quoted, said.media.map((one) => one.id), said.editedAt, said.deletedAt !== null]),
    platform: 'vk',
    sourceId: `vk:${ownerId}`,
    url: urlOf(item, ownerId, postId),
    author: authorOf(writerOf(item, ownerId, context), context),
    ...said,
    createdAt,
    collectedAt: context.collectedAt,
    geo: geoOf(item),
    counters: countersOf(item),
    replyable: replyableOf(item, ownerId, context),
  }
}

function identityOf(item: VkItem, { ownerId, postId }: Place): Pick<Post, 'id' | 'kind' | 'parentId' | 'rootId'> {
  const rootId: PostId = `vk:wall:${ownerId}_${postId ?? item.id}`
  if (postId === undefined) return { id: rootId, kind: 'post', parentId: null, rootId }
  return { id: `vk:comment:${ownerId}_${item.id}`, kind: 'comment', parentId: parentOf(item, ownerId, rootId), rootId }
}

/** What makes a revision. */
const saidIn = (item: VkItem, { collectedAt }: ItemContext): Pick<Post, 'text' | 'quoted' | 'media' | 'editedAt' | 'deletedAt'> => ({
  text: plainText(item.text),
  quoted: item.copy_history.map((one) => plainText(one.text)).filter((one) => one !== ''),
  media: [item, ...item.copy_history].flatMap((one) => one.attachments).map(mediaOf),
  editedAt: item.edited === undefined ? null : item.edited * SECOND_MS,
  deletedAt: isRemnant(item) ? collectedAt : null,
})

/** Hash of what makes a revision; counters are not part of it. */
export const revOf = (parts: readonly unknown[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)

function parentOf(item: VkItem, ownerId: number, rootId: PostId): PostId {
  const parent = item.reply_to_comment ?? item.parents_stack.at(-1)
  return parent === undefined || parent === 0 ? rootId : `vk:comment:${ownerId}_${parent}`
}

function urlOf({ id, parents_stack }: VkItem, ownerId: number, postId: number | undefined): string {
  if (postId === undefined) return `https://vk.com/wall${ownerId}_${id}`
  const thread = parents_stack[0] === undefined ? '' : `&thread=${parents_stack[0]}`
  return `https://vk.com/wall${ownerId}_${postId}?reply=${id}${thread}`
}

/** A post that a community signs is its signer's, unless an agency speaks: the employee it names is no citizen. */
function writerOf({ from_id: fromId, signer_id: signerId }: VkItem, ownerId: number, { officialIds }: ItemContext): number {
  const isOfAgency = fromId !== undefined && officialIds.has(fromId)
  return (isOfAgency ? undefined : signerId) ?? fromId ?? ownerId
}

function authorOf(fromId: number, { names, officialIds }: ItemContext): Author {
  const isPerson = fromId > 0
  const kind = officialIds.has(fromId) ? 'official' : isPerson ? 'person' : 'community'
  return { id: String(fromId), name: names.get(fromId) ?? '', url: `https://vk.com/${isPerson ? 'id' : 'club'}${Math.abs(fromId)}`, kind }
}

function geoOf({ geo }: VkItem): Post['geo'] {
  const at = geo?.coordinates
  const [lat, lon] = typeof at === 'string' ? at.split(' ').map(Number) : [at?.latitude, at?.longitude]
  return isWithin(lat, 90) && isWithin(lon, 180) ? { lat, lon } : null
}

const isWithin = (degrees: number | undefined, most: number): degrees is number => degrees !== undefined && Math.abs(degrees) <= most

const countersOf = ({ likes, comments, thread, reposts, views }: VkItem): Post['counters'] => ({
  likes: countOf(likes),
  comments: countOf(comments ?? thread),
  reposts: countOf(reposts),
  views: countOf(views),
})

const countOf = (counter: { readonly count: number } | undefined): number => counter?.count ?? 0

const OPEN: Post['replyable'] = { can: true, reason: null }

/** Whether a community can answer there; on a wall of one of our own it always can where comments are open. */
function replyableOf(item: VkItem, ownerId: number, context: ItemContext): Post['replyable'] {
  if (!isOpenTo('anyone', item, context)) return { can: false, reason: 'comments are closed' }
  if (isOpenTo('communities', item, context) || context.officialIds.has(ownerId)) return OPEN
  return { can: false, reason: 'comments are closed to communities' }
}

/** Item, thread and list each may close it; none of them has to speak of it. */
function isOpenTo(whom: 'anyone' | 'communities', { comments, thread }: VkItem, context: ItemContext): boolean {
  const said =
    whom === 'anyone'
      ? [comments?.can_post !== 0, thread?.can_post, context.canReply]
      : [comments?.groups_can_post, thread?.groups_can_post, context.communitiesCanReply]
  return !said.includes(false)
}
