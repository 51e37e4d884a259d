import type { Collector } from '../../core/collector.ts'
import { Malformed, Unavailable } from '../../core/errors.ts'
import { dead, ok, type Outcome } from '../../core/outcome.ts'
import type { Post } from '../../core/post.ts'
import type { Instant, Now } from '../../core/time.ts'
import { aPost } from '../builders/post.ts'
import type { Random } from './random.ts'
import { WORDS } from './region.ts'
import type { SimulatedProcess } from './simulated-process.ts'
import type { Servers } from './servers.ts'

/** One thing that a reader sees from an instant on: a message, its edit or removal, or something nobody can read. */
export interface Item {
  readonly at: Instant
  readonly post: Post | null
  /** What is there instead of a post. */
  readonly broken: string | null
}

export interface FeedOptions {
  readonly random: Random
  readonly posts: number
  readonly from: Instant
  readonly lastsMs: number
}

const THREADS = 3
/** Many correct a word at once, some come back later. */
const EDITED_WITHIN_MS = [300, 1500, 10_000]
/** What one reader saw of a post may come after what another one saw later. */
const LATE_WITHIN_MS = 10_000

/** What citizens write during a run, in the order in which it comes to be read. */
export function feed({ random, posts, from, lastsMs }: FeedOptions): readonly Item[] {
  const items: Item[] = []
  for (let number = 1; number <= posts; number += 1) {
    const at = from + random.int(lastsMs)
    if (random.chance(0.1)) items.push({ at, post: null, broken: `{"number":${number}` })
    else items.push(...life(number, at, random))
  }
  return items.toSorted((a, b) => a.at - b.at)
}

/** A message and what becomes of it. */
function life(number: number, at: Instant, random: Random): readonly Item[] {
  const id = `vk:comment:-1_${number}` as const
  const thread = random.int(THREADS)
  const words = (): string =>
    [random.chance(0.75) && WORDS.needed, random.chance(0.4) && WORDS.sure, random.chance(0.3) && WORDS.other].filter(Boolean).join(' ')
  const replyable = random.chance(0.1) ? { can: false, reason: 'comments are closed' } : { can: true, reason: null }
  const first = aPost({ id, rev: `${number}.1`, rootId: `vk:wall:-1_${thread}`, text: `№ ${number} ${words()}`, createdAt: at, replyable })
  const items: Item[] = [{ at, post: first, broken: null }]
  let last = first
  for (let rev = 2; rev <= 3 && random.chance(0.6); rev += 1) {
    const editedAt = items.at(-1)!.at + 1 + random.int(random.pick(EDITED_WITHIN_MS))
    last = { ...last, rev: `${number}.${rev}`, text: `№ ${number}, ${rev} ${words()}`, editedAt }
    items.push({ at: editedAt, post: last, broken: null })
  }
  const deletedAt = items.at(-1)!.at + 1 + random.int(random.pick(EDITED_WITHIN_MS))
  if (random.chance(0.1)) items.push({ at: deletedAt, post: { ...last, rev: `${number}.x`, deletedAt }, broken: null })
  return items.map((item) => (random.chance(0.1) ? { ...item, at: item.at + random.int(LATE_WITHIN_MS) } : item))
}

/** The revisions of a post in the order of its life, whenever they were read. */
export const inOrderOfLife = (revisions: readonly Post[]): readonly Post[] =>
  revisions.toSorted((a, b) => (a.rev < b.rev ? -1 : Number(a.rev > b.rev)))

/** Reads the feed page by page; the cursor is how many items have been read. Now and then it reads some again, as real collectors do. */
export function feedCollector(servers: Servers, from: SimulatedProcess, items: readonly Item[], now: Now): Collector {
  const { network, clock, random } = servers
  return {
    platform: 'vk',
    name: 'feed',
    capabilities: { posts: true, comments: true, search: false, edits: true, deletions: true, geo: false },
    alarms: () => [],
    async *pages(cursor, signal) {
      let read = Math.max(0, Number(cursor ?? 0) - (random.chance(0.3) ? random.int(3) : 0))
      while (!signal.aborted) {
        const page = await network.request({
          from,
          name: `read the feed from ${read}`,
          dangers: ['refused', 'lost'],
          apply: () => items.filter((one) => one.at <= clock.now).slice(read, read + 1 + random.int(4)),
        })
        if (page.length === 0) return
        if (random.chance(0.02)) throw new Unavailable('the platform throttles')
        read += page.length
        yield { items: page.map((item) => outcomeOf(item, now())), cursor: read }
      }
    },
  }
}

const outcomeOf = ({ post, broken }: Item, collectedAt: Instant): Outcome<Post> =>
  post === null ? dead(new Malformed('not JSON', {}), broken) : ok({ ...post, collectedAt })
