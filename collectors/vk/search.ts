import type { Outcome } from '../../core/outcome.ts'
import type { Post } from '../../core/post.ts'
import type { Instant } from '../../core/time.ts'
import { ask } from './ask.ts'
import { NOT_A_LIST } from './errors.ts'
import { namesOf } from './item.ts'
import { postOf } from './post.ts'
import type { VkRefusal } from './reply.ts'
import { listOf, type Reading } from './wall.ts'

const PAGE = 200
/** About a thousand results a query is all VK gives; what is older is asked for by an end of its own. */
const MOST_PAGES = 5
const NEARLY_ALL = PAGE * (MOST_PAGES - 1)
const MOST_SLICES = 5
/** Posts may be indexed late: each window begins this much before the end of the last. */
const OVERLAP_MS = 600_000

export interface Found {
  readonly items: readonly Outcome<Post>[]
  /** Never later than now, whatever date a hit has. */
  readonly newestAt: Instant
  /** There was more since the last reading than could be read. */
  readonly gap: boolean
}

/** Posts and comments anywhere on VK with these words, since the newest one found last time. The first time reaches back a day, as far as
 *  one slice goes. */
export async function search(reading: Reading, query: string, since: Instant): Promise<Found | VkRefusal> {
  const items: Outcome<Post>[] = []
  const startTime = since === 0 ? {} : { start_time: startOf(since) }
  let endTime: number | undefined
  let isWhole = false
  for (let slice = 0; slice < MOST_SLICES && !isWhole; slice += 1) {
    const found = await sliceOf(reading, { q: query, ...startTime, ...(endTime !== undefined && { end_time: endTime }) })
    if ('ok' in found) return found
    items.push(...found)
    isWhole = found.length <= NEARLY_ALL || since === 0
    const oldest = Math.min(...timesOf(found)) / 1000
    if (oldest >= (endTime ?? Infinity)) break
    endTime = oldest
  }
  return { items, newestAt: Math.min(Math.max(since, ...timesOf(items)), reading.collectedAt), gap: !isWhole }
}

/** The hits that were not shown before, each once, and what is remembered of those that the next search shows again. Pure. */
export function newHits(
  seen: Readonly<Record<string, string>>,
  { items, newestAt }: Found,
): { readonly items: readonly Outcome<Post>[]; readonly seen: Record<string, string> } {
  const shown: Record<string, string> = { ...seen }
  const fresh = items.filter((one) => {
    if (one.kind !== 'ok') return true
    const { id, rev } = one.value
    const isNew = shown[id] !== rev
    shown[id] = rev
    return isNew
  })
  const again = items.flatMap((one) => (one.kind === 'ok' && one.value.createdAt >= startOf(newestAt) * 1000 ? [one.value] : []))
  return { items: fresh, seen: Object.fromEntries(again.map(({ id, rev }) => [id, rev])) }
}

/** Where the next search begins, seconds. */
const startOf = (since: Instant): number => Math.floor((since - OVERLAP_MS) / 1000)

const timesOf = (items: readonly Outcome<Post>[]): readonly Instant[] =>
  items.flatMap((one) => (one.kind === 'ok' ? [one.value.createdAt] : []))

async function sliceOf(reading: Reading, params: Readonly<Record<string, string | number>>): Promise<readonly Outcome<Post>[] | VkRefusal> {
  const items: Outcome<Post>[] = []
  let from: string | undefined
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const place = from === undefined ? {} : { start_from: from }
    const reply = await ask(reading.client, { method: 'newsfeed.search', params: { ...params, count: PAGE, extended: 1, ...place } })
    if (!reply.ok) return reply
    const list = listOf(reply.response)
    if (list === null) return NOT_A_LIST
    const context = { collectedAt: reading.collectedAt, officialIds: reading.officialIds, names: namesOf(list) }
    items.push(...list.items.map((raw) => postOf(raw, context)))
    from = list.next_from
    if (from === undefined || list.items.length === 0) break
  }
  return items
}
