import type { Instant } from '../../core/time.ts'
import { sleep } from '../sleep.ts'

/** A timer that is set for longer goes off at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Waits as long after the first message as its author did, or until it is aborted. */
export function pacer(signal: AbortSignal): (createdAt: Instant) => Promise<void> {
  let begin: { readonly wall: Instant; readonly written: Instant } | null = null
  return async (createdAt) => {
    begin ??= { wall: Date.now(), written: createdAt }
    const until = begin.wall + (createdAt - begin.written)
    while (Date.now() < until && !signal.aborted) await sleep(Math.min(until - Date.now(), LONGEST_TIMER_MS), signal)
  }
}
