import { isLate } from '../../../core/clock.ts'
import type { Instant } from '../../../core/time.ts'
import type { Dictionary } from '../text/ru.ts'
import type { RowClock } from '../wire/api-types.ts'

export type Level = 'late' | 'soon' | 'near' | 'calm' | 'none'

/** Told apart by shape, so that colour is never the only sign. */
export const SHAPES: Readonly<Record<Level, string>> = { late: '■', soon: '▲', near: '◆', calm: '●', none: '○' }

const HOUR_MINUTES = 60
const DAY_MINUTES = 24 * HOUR_MINUTES

/** The running clock that falls due first, or null when none runs. */
export function nextClock(clocks: readonly RowClock[]): RowClock | null {
  const running = clocks.filter((clock) => clock.running)
  return running.toSorted((left, right) => left.dueAt - right.dueAt)[0] ?? null
}

/** How pressing a running clock is: late, 15 minutes or less of its own time, an hour or less, or neither. */
export function levelOf(clock: Pick<RowClock, 'dueAt' | 'nearAt' | 'soonAt'> | null, now: Instant): Level {
  if (clock === null) return 'none'
  if (isLate({ dueAt: clock.dueAt, stoppedAt: null }, now)) return 'late'
  if (now >= clock.soonAt) return 'soon'
  return now >= clock.nearAt ? 'near' : 'calm'
}

type Words = Pick<Dictionary['countdown'], 'days' | 'hours' | 'minutes'>

/** `2 д 3 ч`, `1 ч 05`, `12 мин`, or `9:41` in the last ten minutes. `lastMinutes` asks for those seconds. */
export function durationText(milliseconds: number, words: Words, lastMinutes = false): string {
  const whole = Math.floor(milliseconds / 1000)
  const minutes = Math.floor(whole / 60)
  if (lastMinutes && minutes < 10) return `${minutes}:${String(whole % 60).padStart(2, '0')}`
  if (minutes >= DAY_MINUTES) return words.days(Math.floor(minutes / DAY_MINUTES), Math.floor((minutes % DAY_MINUTES) / HOUR_MINUTES))
  const hours = Math.floor(minutes / HOUR_MINUTES)
  return hours > 0 ? words.hours(hours, String(minutes % HOUR_MINUTES).padStart(2, '0')) : words.minutes(minutes)
}

/** What the badge says: time left, time overdue with a minus, or how long a case without a clock has waited. */
export function countdownText(
  clock: Pick<RowClock, 'dueAt'> | null,
  openedAt: Instant,
  now: Instant,
  words: Dictionary['countdown'],
): string {
  if (clock === null) return words.waits(durationText(Math.max(0, now - openedAt), words))
  const late = isLate({ dueAt: clock.dueAt, stoppedAt: null }, now)
  return late ? words.late(durationText(now - clock.dueAt, words)) : durationText(clock.dueAt - now, words, true)
}
