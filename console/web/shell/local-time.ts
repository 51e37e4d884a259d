import type { Instant } from '../../../core/time.ts'

const PARTS = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' } as const

/** How far the zone's clock is ahead of UTC at an instant, in milliseconds. */
function aheadMs(at: Instant, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', { ...PARTS, hourCycle: 'h23', timeZone }).formatToParts(at)
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '00'
  const local = `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}Z`
  return Date.parse(local) - Math.floor(at / 1000) * 1000
}

/**
 * The instant of a field's local time (`2026-03-17T14:32`) on the region's clock, whatever zone the desk's computer is set to;
 * NaN when it is not a time.
 */
export function instantOfLocal(local: string, timeZone: string): Instant {
  const asUtc = Date.parse(`${local}Z`)
  if (Number.isNaN(asUtc)) return Number.NaN
  // The offset is taken at the instant itself: near a change of the clock the first guess may lie on its other side.
  const guess = asUtc - aheadMs(asUtc, timeZone)
  return asUtc - aheadMs(guess, timeZone)
}
