import { z } from 'zod'
import { type Calendar, calendar } from '../sla-engine/calendar/calendar.ts'
import { CalendarSchema, type CalendarSpec } from '../sla-engine/calendar/calendar-spec.ts'
import type { Instant } from '../core/time.ts'

const SegmentsSchema = z.array(z.tuple([z.string(), z.string()]))
const ForeignCalendarSchema = z.object({
  tz: z.string().optional(),
  week: z.record(z.string(), SegmentsSchema).optional(),
  holidays: z.array(z.string()).default([]),
  /** Keyed by `MM-DD`, every year. */
  annualHolidays: z.record(z.string(), z.unknown()).default({}),
  dayHours: z.record(z.string(), SegmentsSchema).default({}),
})
const LocalSchema = z.string().min(10)
const CaseSchema = z.object({
  id: z.string(),
  op: z.enum(['add', 'between', 'addWorkingDaysClose', 'addWithPauses']),
  calendar: z.string(),
  start: LocalSchema.optional(),
  startLocal: LocalSchema.optional(),
  startUtc: LocalSchema.optional(),
  endLocal: LocalSchema.optional(),
  endUtc: LocalSchema.optional(),
  addWorkingMinutes: z.number().optional(),
  workingDays: z.number().int().optional(),
  pausesLocal: z.array(z.tuple([LocalSchema, LocalSchema])).default([]),
  expectedUtc: LocalSchema.optional(),
  expectedLocal: LocalSchema.optional(),
  expectedAtCloseUtc: LocalSchema.optional(),
  expectedWorkingMinutes: z.number().optional(),
  expectedPhysical: z.number().optional(),
  disputed: z.boolean().default(false),
})
export type WorkingTimeCase = z.infer<typeof CaseSchema>

/** A file of working-time cases: calendars by name, and cases in the parts `vectors` and `russian`. */
export const WorkingTimeFileSchema = z.object({
  calendars: z.record(z.string(), ForeignCalendarSchema),
  vectors: z.array(CaseSchema).default([]),
  russian: z.array(CaseSchema).default([]),
})
export type WorkingTimeFile = z.infer<typeof WorkingTimeFileSchema>

export interface CaseResult {
  readonly id: string
  readonly agrees: boolean
  /** Agrees with elapsed time where the published value is marked as disputed. */
  readonly disputed: boolean
  readonly expected: string
  readonly found: string
}

/** Computes every case with the calendar engine. `region` answers for calendars named `RU-PROD/<zone>`. */
export function checkWorkingTime(file: WorkingTimeFile, region: CalendarSpec): readonly CaseResult[] {
  const cases = [...file.vectors, ...file.russian]
  const compiled = new Map<string, Calendar>()
  return cases.map((one) => {
    const known = compiled.get(one.calendar) ?? calendar(specFor(one, cases, file, region))
    compiled.set(one.calendar, known)
    return check(one, known)
  })
}

const PRODUCTION = /^RU-PROD\/(.+)$/

/** Every year the calendar's cases touch, with one to spare on either side. */
function yearsOf(name: string, cases: readonly WorkingTimeCase[]): readonly number[] {
  const named = cases
    .filter((one) => one.calendar === name)
    .flatMap((one) => [one.startUtc, one.startLocal, one.start, one.endUtc, one.endLocal])
  const years = named.flatMap((text) => (text === undefined ? [] : [Number(text.slice(0, 4))]))
  const first = Math.min(...years) - 1
  return Array.from({ length: Math.max(...years) + 3 - first }, (_, step) => first + step)
}

function specFor(one: WorkingTimeCase, cases: readonly WorkingTimeCase[], file: WorkingTimeFile, region: CalendarSpec): CalendarSpec {
  const production = PRODUCTION.exec(one.calendar)?.[1]
  if (production !== undefined) return { ...region, timeZone: production }
  const foreign = file.calendars[one.calendar]
  if (foreign?.week === undefined || foreign.tz === undefined)
    throw new RangeError(`case ${one.id}: calendar ${one.calendar} is not in the file`)
  const years = yearsOf(one.calendar, cases).map((each) => {
    const once = foreign.holidays.filter((date) => date.startsWith(String(each)))
    return [String(each), { off: [...once, ...Object.keys(foreign.annualHolidays).map((day) => `${each}-${day}`)] }]
  })
  return CalendarSchema.parse({
    id: one.calendar,
    version: 'file',
    timeZone: foreign.tz,
    week: foreign.week,
    years: Object.fromEntries(years),
    dayHours: foreign.dayHours,
  })
}

function check(one: WorkingTimeCase, known: Calendar): CaseResult {
  const found = compute(one, known)
  const allowed = expectations(one, known)
  const agrees = allowed.includes(found)
  return { id: one.id, agrees, disputed: agrees && one.disputed, expected: allowed.join(' or '), found }
}

function compute(one: WorkingTimeCase, known: Calendar): string {
  const start = instant(one.startUtc, one.startLocal ?? one.start, known)
  switch (one.op) {
    case 'between':
      return String(known.between(start, instant(one.endUtc, one.endLocal, known)))
    case 'add':
      return iso(known.add(start, one.addWorkingMinutes ?? 0))
    case 'addWorkingDaysClose':
      return iso(known.closeOfWorkingDay(start, one.workingDays ?? 0))
    case 'addWithPauses':
      return iso(known.add(start, (one.addWorkingMinutes ?? 0) + pausedMinutes(one, known)))
  }
}

const pausedMinutes = (one: WorkingTimeCase, known: Calendar): number =>
  one.pausesLocal.reduce((sum, [from, to]) => sum + known.between(instant(undefined, from, known), instant(undefined, to, known)), 0)

/** A negative term at a segment's edge may be written as the close before or the opening after: both are the same working instant. */
function expectations(one: WorkingTimeCase, known: Calendar): readonly string[] {
  if (one.op === 'between') return [String(one.disputed ? one.expectedPhysical : one.expectedWorkingMinutes)]
  const expected = iso(instant(one.expectedAtCloseUtc ?? one.expectedUtc, one.expectedLocal, known))
  if ((one.addWorkingMinutes ?? 0) >= 0) return [expected]
  const published = instant(one.expectedUtc, one.expectedLocal, known)
  return [expected, iso(known.add(published - 1, 0)), iso(closeAt(published, known))]
}

/** The close before an opening, else the instant itself. */
const closeAt = (at: Instant, known: Calendar): Instant => known.add(at - 86_400_000 * 7, known.between(at - 86_400_000 * 7, at))

const iso = (at: Instant): string => new Date(at).toISOString()

function instant(utc: string | undefined, wall: string | undefined, known: Calendar): Instant {
  if (utc !== undefined) return Date.parse(utc)
  if (wall === undefined) return Number.NaN
  return wall.endsWith('Z') ? Date.parse(wall) : known.toUtc(Date.parse(`${wall.length === 16 ? `${wall}:00` : wall}Z`))
}
