import { Misconfigured } from '../../core/errors.ts'
import type { Instant } from '../../core/time.ts'
import type { CalendarSpec } from './calendar-spec.ts'
import { type DayClass, dayHours, minuteOf } from './day-hours.ts'
import { zone } from './zone.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** Working milliseconds per bucket of the inverse index: about half a day. */
const BUCKET_MS = 4 * 60 * MINUTE_MS

/** A line of the explanation of a term: «08.05 16:30–17:00, short day». */
export interface WorkedSpan {
  readonly from: Instant
  readonly to: Instant
  readonly minutes: number
  readonly day: DayClass
}

/** Working time by prefix sums: W(t) is the working time before t. All operations are O(1) and throw {Misconfigured} outside the years of the table. */
export interface Calendar {
  readonly id: string
  readonly version: string
  readonly timeZone: string
  /** `inf{t : W(t) ≥ W(start) + minutes}`: a deadline on closing time stays at closing time; zero from outside hours moves to the opening. */
  add(start: Instant, minutes: number): Instant
  /** `W(to) − W(from)` in minutes, negative when `to` is earlier. */
  between(from: Instant, to: Instant): number
  /** Close of the nth working day after the local date of `start`, whose own day is day 0 (ст. 191, 194 ГК). */
  closeOfWorkingDay(start: Instant, days: number): Instant
  isOpen(at: Instant): boolean
  /** Instant of a local wall time that is written as if it were UTC. */
  toUtc(local: number): Instant
  /** True in a year whose decree is not signed yet. */
  isProvisional(at: Instant): boolean
  /** The working spans between two instants, for display. */
  explain(from: Instant, to: Instant): readonly WorkedSpan[]
}

interface Table {
  /** Working segments in UTC, ascending, and the working time before each. */
  readonly starts: Float64Array
  readonly ends: Float64Array
  readonly before: Float64Array
  readonly kinds: readonly DayClass[]
  /** First segment that ends after the start of each UTC day. */
  readonly firstOfDay: Int32Array
  /** First segment whose end reaches each bucket of working time. */
  readonly firstOfBucket: Int32Array
  readonly from: Instant
  readonly to: Instant
  readonly total: number
}

/** Compiles a specification once; some milliseconds for eight years. */
export function calendar(spec: CalendarSpec): Calendar {
  const years = Object.keys(spec.years).map(Number)
  const localFrom = Date.UTC(Math.min(...years), 0, 1)
  const localTo = Date.UTC(Math.max(...years) + 1, 0, 1)
  const local = zone(spec.timeZone, localFrom - 2 * DAY_MS, localTo + 2 * DAY_MS)
  const hoursOf = dayHours(spec)
  const table = compile(localFrom, localTo, local.toUtc, hoursOf)

  const locate = (at: Instant): number => {
    if (!(at >= table.from && at <= table.to)) throw uncovered(spec, `does not cover ${new Date(at).toISOString()}`)
    let index = table.firstOfDay[Math.floor((at - table.from) / DAY_MS)] ?? table.starts.length
    while ((table.ends[index] ?? Infinity) <= at) index += 1
    return index
  }
  const worked = (at: Instant): number => {
    const index = locate(at)
    if (index >= table.starts.length) return table.total
    return (table.before[index] ?? 0) + Math.max(0, at - (table.starts[index] ?? 0))
  }
  const earliest = (work: number): Instant => {
    if (work < 0 || work > table.total) throw uncovered(spec, 'ends before the term does')
    let index = table.firstOfBucket[Math.floor(work / BUCKET_MS)] ?? 0
    while (endWork(table, index) < work) index += 1
    return (table.starts[index] ?? 0) + work - (table.before[index] ?? 0)
  }

  return {
    id: spec.id,
    version: spec.version,
    timeZone: spec.timeZone,
    add(start, minutes) {
      const due = earliest(worked(start) + minutes * MINUTE_MS)
      // Nothing to work: the same instant within hours, else the next opening.
      return minutes === 0 && due < start ? (table.starts[locate(start)] ?? due) : due
    },
    between: (from, to) => (worked(to) - worked(from)) / MINUTE_MS,
    closeOfWorkingDay(start, days) {
      let day = Math.floor(local.toLocal(start) / DAY_MS) * DAY_MS
      for (let left = days; left > 0;) {
        day += DAY_MS
        if (day >= localTo) throw uncovered(spec, 'ends before the term does')
        if (hoursOf(day).hours.length > 0) left -= 1
      }
      const close = hoursOf(day).hours.at(-1)?.[1] ?? '24:00'
      return local.toUtc(day + minuteOf(close) * MINUTE_MS)
    },
    toUtc: local.toUtc,
    isOpen: (at) => (table.starts[locate(at)] ?? Infinity) <= at,
    isProvisional: (at) => spec.years[String(new Date(local.toLocal(at)).getUTCFullYear())]?.provisional ?? true,
    explain: (from, to) => spans(table, locate(from), from, to),
  }
}

/** Somebody has to write down the next year. */
const uncovered = ({ id, version }: CalendarSpec, what: string): Misconfigured =>
  new Misconfigured(`The calendar ${id} ${version} ${what}`, { calendar: id })

const endWork = (table: Table, index: number): number =>
  (table.before[index] ?? Infinity) + (table.ends[index] ?? 0) - (table.starts[index] ?? 0)

function compile(localFrom: number, localTo: number, toUtc: (local: number) => number, hoursOf: ReturnType<typeof dayHours>): Table {
  const starts: number[] = []
  const ends: number[] = []
  const before: number[] = []
  const kinds: DayClass[] = []
  let total = 0
  for (let day = localFrom; day < localTo; day += DAY_MS) {
    const { kind, hours } = hoursOf(day)
    for (const [open, close] of hours) {
      const start = toUtc(day + minuteOf(open) * MINUTE_MS)
      const end = toUtc(day + minuteOf(close) * MINUTE_MS)
      starts.push(start)
      ends.push(end)
      before.push(total)
      kinds.push(kind)
      total += end - start
    }
  }
  const from = toUtc(localFrom)
  const to = toUtc(localTo)
  return {
    starts: Float64Array.from(starts),
    ends: Float64Array.from(ends),
    before: Float64Array.from(before),
    kinds,
    total,
    from,
    to,
    firstOfDay: firstReaching(Math.ceil((to - from) / DAY_MS) + 1, (step, index) => (ends[index] ?? Infinity) > from + step * DAY_MS),
    firstOfBucket: firstReaching(
      Math.ceil(total / BUCKET_MS) + 1,
      (step, index) => (before[index] ?? Infinity) + (ends[index] ?? 0) - (starts[index] ?? 0) >= step * BUCKET_MS,
    ),
  }
}

/** For every step the first index that reaches it. */
function firstReaching(steps: number, reaches: (step: number, index: number) => boolean): Int32Array {
  const first = new Int32Array(steps)
  for (let step = 0, index = 0; step < steps; step += 1) {
    while (!reaches(step, index)) index += 1
    first[step] = index
  }
  return first
}

function spans(table: Table, first: number, from: Instant, to: Instant): readonly WorkedSpan[] {
  const found: WorkedSpan[] = []
  for (let index = first; (table.starts[index] ?? Infinity) < to; index += 1) {
    const start = Math.max(from, table.starts[index] ?? 0)
    const end = Math.min(to, table.ends[index] ?? 0)
    if (end > start) found.push({ from: start, to: end, minutes: (end - start) / MINUTE_MS, day: table.kinds[index] ?? 'working' })
  }
  return found
}
