import { z } from 'zod'

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

const TIME = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/
const DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/

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
  off: z.array(z.string().regex(DATE)).default([]),
  /** Working, the last segment one hour shorter. */
  short: z.array(z.string().regex(DATE)).default([]),
  /** Working although the week says otherwise. */
  work: z.array(z.string().regex(DATE)).default([]),
  /** Declared non-working by a special decree (class N): clocks do not run by default. */
  nonWorking: z.array(z.string().regex(DATE)).default([]),
  /** The year's decree is not signed yet: due times in it are flagged. */
  provisional: z.boolean().default(false),
})

/** A working calendar as people write it. Days not named follow the week. */
export const CalendarSchema = z
  .strictObject({
    id: z.string().min(1),
    version: z.string().min(1),
    timeZone: z.string().min(1),
    week: z.partialRecord(z.enum(WEEKDAYS), DayHoursSchema),
    /** Keyed by year; the first and last bound the range the calendar may be asked about. */
    years: z
      .record(z.string().regex(/^\d{4}$/), YearSchema)
      .refine((years) => Object.keys(years).length > 0, { message: 'name at least one year' }),
    /** Hours of single dates, over everything else. */
    dayHours: z.record(z.string().regex(DATE), DayHoursSchema).default({}),
    nonWorkingDaysRun: z.boolean().default(false),
  })
  .refine(({ years }) => contiguous(Object.keys(years).map(Number)), { path: ['years'], message: 'years follow one another without a gap' })

export type CalendarSpec = z.infer<typeof CalendarSchema>

const contiguous = (years: readonly number[]): boolean => Math.max(...years) - Math.min(...years) + 1 === years.length
