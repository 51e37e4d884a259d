import type { Instant } from '../core/time.ts'
import type { CalendarSpec } from '../sla-engine/calendar/calendar-spec.ts'

/** A term and its escalation, a long holiday between them, and time to write down a year. */
const NEEDED_MS = 60 * 86_400_000

type Named = Pick<CalendarSpec, 'id' | 'version' | 'years'>

const lastYear = ({ years }: Named): number => Math.max(...Object.keys(years).map(Number))

/** Until when the terms of a region can be reckoned. */
export const calendarAhead = (calendar: Named): string => `${calendar.id} ${calendar.version} ends with ${lastYear(calendar)}`

/** What is to be done about a calendar that comes to its end; null: nothing yet. */
export function calendarEndsSoon(calendar: Named, now: Instant): string | null {
  const next = lastYear(calendar) + 1
  return Date.UTC(next, 0, 1) - now < NEEDED_MS ? `${calendarAhead(calendar)}: the days off of ${next} are to be written down` : null
}
