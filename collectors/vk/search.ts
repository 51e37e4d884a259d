import type { Outcome } from '../../core/outcome.ts'
import type { Post } from '../../core/post.ts'
import type { Instant } from '../../core/time.ts'
import type { VkReply } from './client.ts'
import { namesOf } from './item.ts'
import { postOf } from './post.ts'
import { listOf, type Reading } from './wall.ts'

const PAGE = 200
/** About a thousand results a query is all VK gives. */
const MOST_PAGES = 5
/** Posts may be indexed late: each window begins this much before the end of the last. */
const OVERLAP_MS = 600_000

/** Posts and comments anywhere on VK with these words, since the newest one found last time. */
export async function search(
  reading: Reading,
  query: string,
  since: Instant,
): Promise<{ items: readonly Outcome<Post>[]; newestAt: Instant } | Extract<VkReply, { ok: false }>> {
  const items: Outcome<Post>[] = []
  let from: string | undefined
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const start = since === 0 ? {} : { start_time: Math.floor((since - OVERLAP_MS) / 1000) }
    const reply = await reading.client.call({
      method: 'newsfeed.search',
      params: { q: query, count: PAGE, extended: 1, ...start, ...(from !== undefined && { start_from: from }) },
    })
    if (!reply.ok) return reply
    const list = listOf(reply.response)
    const context = { collectedAt: reading.collectedAt, officialIds: reading.officialIds, names: namesOf(list) }
    items.push(...list.items.map((raw) => postOf(raw, context)))
    from = list.next_from
    if (from === undefined || list.items.length === 0) break
  }
  const times = items.flatMap((one) => (one.kind === 'ok' ? [one.value.createdAt] : []))
  return { items, newestAt: Math.max(since, ...times) }
}
