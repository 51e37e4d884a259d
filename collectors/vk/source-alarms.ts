import type { SourceAlarm } from '../../core/collector.ts'
import type { Instant } from '../../core/time.ts'
import type { VkCursor, WallCursor } from './cursor.ts'
import { alarmOf } from './errors.ts'

const DAY_MS = 24 * 3_600_000
/** Nothing new on a wall for this long is worth a look by a person. */
const SILENCE_MS = 14 * DAY_MS
/** What lies in a gap is not read again; people hear of it for this long. */
const GAP_TOLD_MS = DAY_MS

/** What is wrong with the walls and searches now, as the cursor knows it. Pure. */
export function sourceAlarms(
  cursor: VkCursor,
  listed: { walls: readonly number[]; queries: readonly string[] },
  now: Instant,
): SourceAlarm[] {
  const walls = listed.walls.flatMap((wall) => wallAlarms(wall, cursor.walls[String(wall)], now))
  const searches = listed.queries.flatMap((query) => {
    const search = cursor.searches[query]
    return search === undefined ? [] : [alarmOf(`search:${query}`, search.refused), gapAlarm(`search:${query}`, search.gapAt, now)]
  })
  const methods = Object.entries(cursor.resting).map(([method, refusal]) => (refusal.until > now ? alarmOf(method, refusal) : null))
  return [...walls, ...searches, ...methods].filter((alarm) => alarm !== null)
}

function wallAlarms(wall: number, cursor: WallCursor | undefined, now: Instant): readonly (SourceAlarm | null)[] {
  if (cursor === undefined) return []
  const sourceId = `vk:${wall}`
  const silentMs = now - cursor.newsAt
  const silence = { sourceId, kind: 'silence', reason: `nothing new for ${Math.floor(silentMs / DAY_MS)} days` } as const
  const posts = Object.entries(cursor.posts).map(([id, post]) => alarmOf(`vk:wall:${wall}_${id}`, post.refused ?? post.unshown))
  return [alarmOf(sourceId, cursor.refused), gapAlarm(sourceId, cursor.gapAt, now), silentMs > SILENCE_MS ? silence : null, ...posts]
}

const gapAlarm = (sourceId: string, gapAt: Instant | null, now: Instant): SourceAlarm | null =>
  gapAt === null || now - gapAt > GAP_TOLD_MS
    ? null
    : { sourceId, kind: 'gap', reason: `more was written than the reading of ${new Date(gapAt).toISOString()} reaches back` }
