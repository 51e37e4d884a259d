import { type CalendarSpec, type DayHours, WEEKDAYS } from './calendar-spec.ts'

/** What a date is and why: the answer to an auditor. */
export type DayClass = 'working' | 'short' | 'off' | 'non-working-by-decree'

const isoDate = (local: number): string => new Date(local).toISOString().slice(0, 10)

const SHORTER_BY_MINUTES = 60

/** Minutes after midnight of `HH:MM`. */
export const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

const timeOf = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** Finds the hours of any date by the calendar's layers: single dates, then the year's table, then the week. */
export function dayHours(spec: CalendarSpec): (local: number) => { readonly kind: DayClass; readonly hours: DayHours } {
  const sets = Object.values(spec.years)
  const set = (name: 'off' | 'short' | 'work' | 'nonWorking'): ReadonlySet<string> => new Set(sets.flatMap((year) => year[name]))
  const [off, short, work, nonWorking] = [set('off'), set('short'), set('work'), set('nonWorking')]
  const ordinary = spec.week.mon ?? Object.values(spec.week)[0] ?? []
  return (local) => {
    const date = isoDate(local)
    const single = spec.dayHours[date]
    if (single !== undefined) return { kind: single.length === 0 ? 'off' : 'working', hours: single }
    if (nonWorking.has(date) && !spec.nonWorkingDaysRun) return { kind: 'non-working-by-decree', hours: [] }
    if (off.has(date)) return { kind: 'off', hours: [] }
    const weekday = WEEKDAYS[(new Date(local).getUTCDay() + 6) % 7] ?? 'mon'
    const hours = spec.week[weekday] ?? (work.has(date) ? ordinary : [])
    if (short.has(date)) return { kind: 'short', hours: shorter(hours.length === 0 ? ordinary : hours) }
    return { kind: hours.length === 0 ? 'off' : 'working', hours }
  }
}

/** Ст. 95 ТК РФ: the eve of a holiday is one hour shorter. */
function shorter(hours: DayHours): DayHours {
  const last = hours.at(-1)
  if (last === undefined) return hours
  const end = minuteOf(last[1]) - SHORTER_BY_MINUTES
  return end > minuteOf(last[0]) ? [...hours.slice(0, -1), [last[0], timeOf(end)]] : hours.slice(0, -1)
}
