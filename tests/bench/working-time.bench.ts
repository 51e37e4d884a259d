import { calendar } from '../../sla-engine/calendar/calendar.ts'
import { loadRegion } from '../../config/load-region.ts'
import type { Bench } from './bench.ts'

const OPERATIONS = 1_000_000
const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** The peer: the same question answered by stepping through the days with the same hours. */
function naiveAdd(start: number, minutes: number, off: ReadonlySet<string>): number {
  let left = minutes
  for (let day = Math.floor((start + 3 * HOUR) / (24 * HOUR)) * 24 * HOUR; ; day += 24 * HOUR) {
    const date = new Date(day)
    if (date.getUTCDay() === 0 || date.getUTCDay() === 6 || off.has(date.toISOString().slice(0, 10))) continue
    for (const [open, close] of [
      [9, 13],
      [14, 18],
    ] as const) {
      const from = Math.max(start, day + (open - 3) * HOUR)
      const to = day + (close - 3) * HOUR
      if (to <= from) continue
      const here = (to - from) / MINUTE
      if (left <= here) return from + left * MINUTE
      left -= here
    }
  }
}

export const bench: Bench = {
  name: 'working time',
  async run() {
    const spec = loadRegion('kursk').calendar
    const compiled = calendar(spec)
    const off = new Set(Object.values(spec.years).flatMap((year) => [...year.off, ...year.nonWorking]))
    const starts = Array.from({ length: 1024 }, (_, index) => Date.UTC(2021, 0, 1) + index * 41 * HOUR)
    const timed = (count: number, operation: (start: number) => number): number => {
      let sum = 0
      const begun = performance.now()
      for (let index = 0; index < count; index += 1) sum += operation(starts[index & 1023] ?? 0)
      const nanoseconds = ((performance.now() - begun) / count) * 1e6
      return sum === 0 ? 0 : nanoseconds
    }
    timed(OPERATIONS / 10, (start) => compiled.add(start, 480))
    return [
      { what: 'add 8 working hours', unit: 'ns', value: timed(OPERATIONS, (start) => compiled.add(start, 480)), bar: '≤ 150' },
      {
        what: 'difference over 12 days',
        unit: 'ns',
        value: timed(OPERATIONS, (start) => compiled.between(start, start + 12 * 24 * HOUR)),
        bar: '≤ 150',
      },
      {
        what: 'add 8 working hours day by day (peer)',
        unit: 'ns',
        value: timed(OPERATIONS / 10, (start) => naiveAdd(start, 480, off)),
        bar: null,
      },
    ]
  },
  limit: 'memory latency of the day index',
}
