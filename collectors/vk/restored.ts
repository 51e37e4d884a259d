import { ok, type Outcome } from '../../core/outcome.ts'
import type { Post } from '../../core/post.ts'
import type { Instant } from '../../core/time.ts'
import { MOST_REMEMBERED, type WallCursor } from './cursor.ts'
import { numberOf } from './news.ts'
import { revOf } from './post.ts'

type Remembered = Pick<WallCursor, 'removed' | 'restored'>

/**
 * What was removed and is read again stands anew: its author has restored it, or it had only been missed. Nothing but the collector knows
 * that, so it says so with a time of edit, which makes every revision from then on newer than the removal. Pure.
 */
export function withRestored(
  { removed, restored }: Remembered,
  items: readonly Outcome<Post>[],
  now: Instant,
): Remembered & { readonly items: readonly Outcome<Post>[] } {
  const gone = new Set(removed)
  const since: Record<string, Instant> = { ...restored }
  const standing = items.map((one) => {
    if (one.kind !== 'ok') return one
    const id = numberOf(one.value.id)
    if (one.value.deletedAt !== null) {
      gone.add(id)
      return one
    }
    if (gone.delete(id)) since[id] = now
    const at = since[id]
    return at === undefined ? one : ok(standingSince(one.value, at))
  })
  return {
    items: standing,
    removed: [...gone].slice(-MOST_REMEMBERED),
    restored: Object.fromEntries(
      Object.entries(since)
        .toSorted((a, b) => b[1] - a[1])
        .slice(0, MOST_REMEMBERED),
    ),
  }
}

const standingSince = (post: Post, at: Instant): Post => ({
  ...post,
  editedAt: Math.max(post.editedAt ?? 0, at),
  rev: revOf([post.rev, 'restored', at]),
})
