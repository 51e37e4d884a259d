import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { parse } from 'yaml'
import type { CaseCard } from '../../console/server/api.ts'
import { addWorkingMinutes } from './working-minutes.ts'

/** Every clock of a case that was sent back once was started when it must be, is due to the minute, and has stopped. */
export function expectClocks({ timeline }: CaseCard): void {
  const days = calendarDays()
  const starts = timeline.flatMap((item) => item.starts.map((clock) => ({ ...clock, at: item.at })))
  const detectedAt = timeline.find((item) => item.type === 'MessageDetected')?.effectiveAt ?? 0
  const expected: Readonly<Record<string, (at: number) => number>> = {
    ROUTE: (at) => at + 30 * 60_000,
    RETURN: (at) => addWorkingMinutes(at, 30, days),
    ANSWER: () => addWorkingMinutes(detectedAt, 480, days),
    DRAFT: () => addWorkingMinutes(detectedAt, 420, days),
    APPROVE: (at) => addWorkingMinutes(at, 60, days),
    REWORK: (at) => addWorkingMinutes(at, 60, days),
    PUBLISH: (at) => addWorkingMinutes(at, 60, days),
  }
  expect(starts.map((clock) => clock.kind)).to.deep.equal(['ROUTE', 'ANSWER', 'RETURN', 'DRAFT', 'APPROVE', 'REWORK', 'APPROVE', 'PUBLISH'])
  for (const clock of starts) expect(Math.round((clock.dueAt - (expected[clock.kind]?.(clock.at) ?? 0)) / 60_000), clock.kind).to.equal(0)
  const stopped = timeline.flatMap((item) => item.stops.map((stop) => stop.kind))
  expect(stopped.toSorted()).to.deep.equal(starts.map((clock) => clock.kind).toSorted())
}

function calendarDays(): { off: Set<string>; short: Set<string> } {
  const { years } = parse(readFileSync(fileURLToPath(new URL('../../config/kursk/calendar.yaml', import.meta.url)), 'utf8')) as {
    years: Record<string, { off?: string[]; short?: string[]; nonWorking?: string[] }>
  }
  const all = Object.values(years)
  return {
    off: new Set(all.flatMap((year) => [...(year.off ?? []), ...(year.nonWorking ?? [])])),
    short: new Set(all.flatMap((year) => year.short ?? [])),
  }
}
