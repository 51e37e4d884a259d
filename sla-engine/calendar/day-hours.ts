import { type CalendarSpec, type DayHours, WEEKDAYS } from './calendar-spec.ts'

/** What a date is and why: the answer to an auditor. */
export type DayClass = 'working' | 'short' | 'off' | 'non-working-by-decree'

const isoDate = (local: number): string => new Date(local).toISOString().slice(0, 10)

const SHORTER_BY_MINUTES = 60

/** Minutes after midnight of `HH:MM`. */
export const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

const timeOf = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

interface Day {
  readonly kind: DayClass
  readonly hours: DayHours
}

/** Finds the hours of any date by the calendar's layers: single dates, then the year's table, then the week. */
export function dayHours(spec: CalendarSpec): (local: number) => Day {
  const marks = marksOf(spec)
  const ordinary = spec.week.mon ?? Object.values(spec.week)[0] ?? []
  return (local) => {
    const date = isoDate(local)
    const single = spec.dayHours[date]
    if (single !== undefined) return openOrOff(single)
    const weekly = spec.week[WEEKDAYS[(new Date(local).getUTCDay() + 6) % 7] ?? 'mon']
    const mark = marks.get(date)
    return mark === undefined ? openOrOff(weekly ?? []) : MARKED[mark](weekly, ordinary)
  }
}

const openOrOff = (hours: DayHours): Day => ({ kind: hours.length === 0 ? 'off' : 'working', hours })

/** How a year's table can mark a date, the weakest first. */
const MARKS = ['work', 'short', 'off', 'nonWorking'] as const
type Mark = (typeof MARKS)[number]

/** What a mark makes of a date whose weekday has these hours; `ordinary` are those of a day of the week that works. */
const MARKED: Readonly<Record<Mark, (weekly: DayHours | undefined, ordinary: DayHours) => Day>> = {
  work: (weekly, ordinary) => openOrOff(worked(weekly, ordinary)),
  short: (weekly, ordinary) => ({ kind: 'short', hours: shorter(worked(weekly, ordinary)) }),
  off: () => ({ kind: 'off', hours: [] }),
  nonWorking: () => ({ kind: 'non-working-by-decree', hours: [] }),
}

/** A day off that is worked has the hours of an ordinary day, whether its weekday is left out or written as empty. */
const worked = (weekly: DayHours = [], ordinary: DayHours): DayHours => (weekly.length === 0 ? ordinary : weekly)

function marksOf({ years, nonWorkingDaysRun }: CalendarSpec): ReadonlyMap<string, Mark> {
  const marks = MARKS.filter((mark) => mark !== 'nonWorking' || !nonWorkingDaysRun)
  return new Map(marks.flatMap((mark) => Object.values(years).flatMap((year) => year[mark].map((date) => [date, mark] as const))))
}

/** Ст. 95 ТК РФ: the eve of a holiday is one hour shorter. */
function shorter(hours: DayHours): DayHours {
  const last = hours.at(-1)
  if (last === undefined) return hours
  const end = minuteOf(last[1]) - SHORTER_BY_MINUTES
  return end > minuteOf(last[0]) ? [...hours.slice(0, -1), [last[0], timeOf(end)]] : hours.slice(0, -1)
}
