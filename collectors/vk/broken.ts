import type { Dead, Outcome } from '../../core/outcome.ts'
import type { Post } from '../../core/post.ts'
import { revOf } from './post.ts'

/** So many marks are kept, of 16 characters each: the comments of a busy post that all cannot be read are fewer. */
const MOST_BROKEN = 5000

const idOf = ({ raw }: Dead): unknown => (raw as { readonly id?: unknown } | null)?.id

/** Numbers of the items that stand there, though they cannot be read. */
export const brokenIds = (items: readonly Outcome<Post>[]): readonly string[] =>
  items.flatMap((one) => (one.kind === 'dead' ? [String(idOf(one))] : []))

/** The items without those that could not be read before already, and what is remembered of these: each is a dead letter once. */
export function brokenOnce(
  known: readonly string[],
  items: readonly Outcome<Post>[],
): { readonly items: readonly Outcome<Post>[]; readonly broken: string[] } {
  const marks = items.map((one) => (one.kind === 'dead' ? revOf([one.error.message, idOf(one) ?? one.raw]) : null))
  const before = new Set(known)
  return {
    items: items.filter((_, index) => !before.has(marks[index] ?? '')),
    broken: [...new Set([...known, ...marks.filter((mark) => mark !== null)])].slice(-MOST_BROKEN),
  }
}
