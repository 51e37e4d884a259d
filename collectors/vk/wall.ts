import type { Outcome } from '../../core/outcome.ts'
import type { Post } from '../../core/post.ts'
import type { Instant } from '../../core/time.ts'
import { ask } from './ask.ts'
import type { VkClient } from './client.ts'
import { NOT_A_LIST } from './errors.ts'
import { isRemnant, ItemSchema, ListSchema, namesOf, type VkItem, type VkList } from './item.ts'
import { type ItemContext, postOf } from './post.ts'
import type { VkRefusal } from './reply.ts'

/** VK gives at most this many posts or comments at once. */
export const PAGE = 100
/** A page begins so much before the end of the last: what is deleted meanwhile moves the others forward. */
const PAGE_OVERLAP = 10
const STEP = PAGE - PAGE_OVERLAP
/** A wall is not read further back at once; what lies behind is a gap. */
const MOST_PAGES = 11

/** What reading needs of the outside. */
export interface Reading {
  readonly client: VkClient
  readonly collectedAt: Instant
  readonly officialIds: ReadonlySet<number>
}

/** Items of one answer with their names; null when it is not a list, which is no empty one. */
export const listOf = (response: unknown): VkList | null => {
  const parsed = ListSchema.safeParse(response)
  return parsed.success ? parsed.data : null
}

export const itemOf = (raw: unknown): VkItem | null => {
  const parsed = ItemSchema.safeParse(raw)
  return parsed.success ? parsed.data : null
}

export const isDeleted = (raw: unknown): boolean => {
  const item = itemOf(raw)
  return item !== null && isRemnant(item)
}

export interface WallPage {
  /** `owner_id`. */
  readonly wall: number
  readonly posts: readonly Outcome<Post>[]
  /** `date` of the newest post that is not pinned, ms; null on an empty wall. */
  readonly newestAt: Instant | null
  /** `date` of the oldest one that is not pinned, ms; Infinity on an empty wall. */
  readonly oldestAt: Instant
  /** The reading did not reach back to the watermark. */
  readonly gap: boolean
  /** It reached the wall's end. */
  readonly whole: boolean
}

export const wallCall = (ownerId: number, offset: number) => ({
  method: 'wall.get',
  params: { owner_id: ownerId, count: PAGE, offset, extended: 1, filter: 'all' },
})

/** Posts of a wall back to the watermark, from its first page on. Pinned posts come first whatever their date and do not count. */
export async function readWall(reading: Reading, wall: number, first: unknown, since: Instant): Promise<WallPage | VkRefusal> {
  const posts: Outcome<Post>[] = []
  const dates: Instant[] = []
  const isFirst = onceEach()
  let list = listOf(first)
  for (let page = 1; ; page += 1) {
    if (list === null) return NOT_A_LIST
    const context = contextOf(reading, wall, list)
    const offset = (page - 1) * STEP
    const items = list.items.filter((raw) => !isDeleted(raw) && isFirst(raw)).map((raw) => ({ raw, post: postOf(raw, context) }))
    posts.push(...items.map((item) => item.post))
    dates.push(...items.flatMap(datesOf))
    const oldestAt = Math.min(...dates)
    const whole = isLast(list, offset)
    const reached = whole || oldestAt < since
    if (reached || page === MOST_PAGES)
      return { wall, posts, newestAt: newestOf(dates, reading.collectedAt), oldestAt, gap: !reached && since > 0, whole }
    const next = await ask(reading.client, wallCall(wall, offset + STEP))
    if (!next.ok) return next
    list = listOf(next.response)
  }
}

/** A page may be short though more follows: some of its posts are not for everybody. */
const isLast = ({ items, count }: VkList, offset: number): boolean =>
  items.length === 0 || (items.length < PAGE && offset + items.length >= count)

/** How many posts the pages show that are needed for so many. */
export const shownOf = (count: number): number => PAGE + STEP * Math.max(0, Math.ceil((count - PAGE) / STEP))

/** Tells what is shown for the first time from what the page before has shown already. */
function onceEach(): (raw: unknown) => boolean {
  const shown = new Set<number>()
  return (raw) => {
    const id = itemOf(raw)?.id
    if (id === undefined) return true
    const isNew = !shown.has(id)
    shown.add(id)
    return isNew
  }
}

/** What cannot be read has no date to go by. */
const datesOf = ({ raw, post }: { readonly raw: unknown; readonly post: Outcome<Post> }): readonly Instant[] =>
  post.kind !== 'ok' || itemOf(raw)?.is_pinned === 1 ? [] : [post.value.createdAt]

/** A date that is still to come would have every post until then taken for read. */
const newestOf = (dates: readonly Instant[], now: Instant): Instant | null =>
  dates.length === 0 ? null : Math.min(Math.max(...dates), now)

export const contextOf = ({ collectedAt, officialIds }: Reading, ownerId: number, list: VkList): ItemContext => ({
  collectedAt,
  officialIds,
  ownerId,
  names: namesOf(list),
})
