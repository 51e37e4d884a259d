import type { Instant } from '../../core/time.ts'
import type { CalendarSpec } from '../../sla-engine/calendar/calendar-spec.ts'

/** A term and its escalation, a long holiday between them, and time to write down a year. */
const NEEDED_MS = 60 * 86_400_000

/** Until when the terms of a region can be reckoned. @throws {Error} one that soon cannot */
export function calendarAhead({ id, version, years }: Pick<CalendarSpec, 'id' | 'version' | 'years'>, now: Instant): string {
  const last = Math.max(...Object.keys(years).map(Number))
  const found = `${id} ${version} ends with ${last}`
  if (Date.UTC(last + 1, 0, 1) - now < NEEDED_MS) throw new Error(`${found}: the days off of ${last + 1} are to be written down`)
  return found
}
