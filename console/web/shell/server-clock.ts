import type { Instant } from '../../../core/time.ts'

/** The server's time as this computer can tell it. */
export interface ServerClock {
  now(): Instant
  /** The server has just answered with its time. */
  said(at: Instant): void
  /** The server had said its time; the word may have waited on its way, so the time can be later, never earlier. */
  saidLately(at: Instant): void
  /** Whether this computer's clock has been put right, or the computer has slept, since the server said its time. */
  hasJumped(): boolean
}

const JUMP_MS = 1000

/** `wall`: this computer's clock, right or wrong. `steady`: one that nobody sets. */
export function serverClock(wall: () => number, steady: () => number): ServerClock {
  let offsetMs = 0
  let apartMs = wall() - steady()
  const now = (): Instant => wall() + offsetMs
  const take = (at: Instant): void => void (offsetMs = at - wall())
  return {
    now,
    said(at) {
      take(at)
      apartMs = wall() - steady()
    },
    saidLately(at) {
      if (at > now()) take(at)
    },
    hasJumped: () => Math.abs(wall() - steady() - apartMs) > JUMP_MS,
  }
}
