import { TERMINAL_STATES } from '../../../core/case.ts'
import type { Instant } from '../../../core/time.ts'
import { type DraftPlace, keyOf, type Keeper, PREFIX } from './kept-draft.ts'

/** Longer than any term of an answer: whoever has not gone on by then never will, and the words of citizens do not stay in a browser. */
const OLDEST_MS = 30 * 24 * 3_600_000

const OVER: ReadonlySet<string> = TERMINAL_STATES

/** A case that somebody else has answered needs no other answer. */
export function forgetIfOver(keeper: Keeper, place: DraftPlace, state: string): void {
  if (OVER.has(state)) keeper.removeItem(keyOf(place))
}

/** Removes the drafts that nobody has written on for long, whoever wrote them. One that an earlier release has kept without a date gets one. */
export function forgetOldDrafts(storage: Keeper & Pick<Storage, 'length' | 'key'>, now: Instant): void {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '')
  for (const key of keys.filter((one) => one.startsWith(PREFIX))) {
    const kept = fieldsOf(storage.getItem(key))
    const { at } = kept
    if (typeof at !== 'number') date(storage, key, JSON.stringify({ ...kept, at: now }))
    else if (at < now - OLDEST_MS) storage.removeItem(key)
  }
}

/** Where there is no room for it now, it gets it another day. */
function date(storage: Keeper, key: string, value: string): void {
  try {
    storage.setItem(key, value)
  } catch {
    return
  }
}

function fieldsOf(kept: string | null): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(kept ?? '')
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
