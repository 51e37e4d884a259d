import type { Instant } from '../../core/time.ts'

/** So many in this time, from whatever addresses: a person mistypes a few, a program that guesses gets 4 800 a day. */
const MOST = 50
const WINDOW_MS = 15 * 60_000
/** Logins remembered, whether or not anybody has them. */
const MOST_LOGINS = 10_000

interface Count {
  readonly since: Instant
  readonly wrong: number
}

/** Wrong passwords of each login: whoever has many addresses is not counted by them. Of this process only. */
export class WrongPasswords {
  private readonly counts = new Map<string, Count>()

  /** Milliseconds for which the login is not tried any more; 0 while it may be. */
  restMs(login: string, now: Instant): number {
    const { since, wrong } = this.countOf(login, now)
    return wrong < MOST ? 0 : since + WINDOW_MS - now
  }

  add(login: string, now: Instant): void {
    const { since, wrong } = this.countOf(login, now)
    this.counts.delete(login)
    this.counts.set(login, { since, wrong: wrong + 1 })
    const oldest = this.counts.size > MOST_LOGINS ? this.counts.keys().next().value : undefined
    if (oldest !== undefined) this.counts.delete(oldest)
  }

  /** What was counted was no wrong password. */
  takeBack(login: string): void {
    const found = this.counts.get(login)
    if (found !== undefined) this.counts.set(login, { ...found, wrong: Math.max(0, found.wrong - 1) })
  }

  private countOf(login: string, now: Instant): Count {
    const found = this.counts.get(login)
    return found === undefined || now - found.since >= WINDOW_MS ? { since: now, wrong: 0 } : found
  }
}
