import { z } from 'zod'
import { isCalendarDate } from '../../core/calendar-date.ts'
import { isZone } from './zone.ts'

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

const TIME = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/

const DateSchema = z.string().refine(isCalendarDate, { error: ({ input }) => `${JSON.stringify(input)} is not a day of any year` })

/** `['09:00', '13:00']`, half-open, local; `24:00` ends a day. 23:59 as "end of day" loses a minute each midnight and is refused. */
const SegmentSchema = z
  .tuple([z.string().regex(TIME), z.string().regex(TIME)])
  .refine(([from, to]) => from < to, { message: 'a working segment ends after it begins' })
  .refine(([, to]) => to !== '23:59', { message: 'write 24:00 for the end of a day' })

const DayHoursSchema = z
  .array(SegmentSchema)
  .refine((segments) => segments.every((one, at) => at === 0 || (segments[at - 1]?.[1] ?? '') <= one[0]), {
    message: 'working segments are in order and do not overlap',
  })

export type DayHours = z.infer<typeof DayHoursSchema>

const YearSchema = z.strictObject({
  /** Non-working dates that are not already free by the week. */
  off: z.array(DateSchema).default([]),
  /** Working, the last segment one hour shorter. */
  short: z.array(DateSchema).default([]),
  /** Working although the week says otherwise. */
  work: z.array(DateSchema).default([]),
  /** Declared non-working by a special decree (class N): clocks do not run by default. */
  nonWorking: z.array(DateSchema).default([]),
  /** The year's decree is not signed yet: due times in it are flagged. */
  provisional: z.boolean().default(false),
})

/** A working calendar as people write it. Days not named follow the week. */
export const CalendarSchema = z
  .strictObject({
    id: z.string().min(1),
    version: z.string().min(1),
    timeZone: z.string().refine(isZone, { error: ({ input }) => `${JSON.stringify(input)} is no time zone` }),
    week: z.partialRecord(z.enum(WEEKDAYS), DayHoursSchema),
    /** Keyed by year; the first and last bound the range the calendar may be asked about. */
    years: z
      .record(z.string().regex(/^\d{4}$/), YearSchema)
      .refine((years) => Object.keys(years).length > 0, { message: 'name at least one year' }),
    /** Hours of single dates, over everything else. */
    dayHours: z.record(DateSchema, DayHoursSchema).default({}),
    nonWorkingDaysRun: z.boolean().default(false),
  })
  .refine(({ years }) => contiguous(Object.keys(years).map(Number)), { path: ['years'], message: 'years follow one another without a gap' })
  .superRefine(({ years, dayHours }, context) => {
    for (const [path, message] of [...strayDays(years), ...strayHours(years, dayHours)]) context.addIssue({ code: 'custom', path, message })
  })

export type CalendarSpec = z.infer<typeof CalendarSchema>

const contiguous = (years: readonly number[]): boolean => Math.max(...years) - Math.min(...years) + 1 === years.length

type Stray = readonly [path: string[], message: string]

const LISTS = ['off', 'short', 'work', 'nonWorking'] as const

/** Days that stand under another year, or are free and worked at once. */
const strayDays = (years: CalendarSpec['years']): readonly Stray[] =>
  Object.entries(years).flatMap(([year, lists]) => [
    ...LISTS.flatMap((list) =>
      lists[list].filter((date) => !date.startsWith(`${year}-`)).map((date): Stray => [['years', year, list], `${date} is not of ${year}`]),
    ),
    ...(['short', 'work'] as const).flatMap((list) =>
      lists[list].filter((date) => lists.off.includes(date)).map((date): Stray => [['years', year, list], `${date} is off as well`]),
    ),
  ])

const strayHours = (years: CalendarSpec['years'], dayHours: CalendarSpec['dayHours']): readonly Stray[] =>
  Object.keys(dayHours)
    .filter((date) => !(date.slice(0, 4) in years))
    .map((date) => [['dayHours', date], 'lies outside the years of the calendar'])
