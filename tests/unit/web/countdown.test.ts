import { expect } from 'chai'
import { countdownText, durationText, levelOf, nextClock } from '../../../console/web/board/countdown.ts'
import { warningsOf } from '../../../core/clock.ts'
import { ru } from '../../../console/web/text/ru.ts'
import type { RowClock } from '../../../console/web/wire/api-types.ts'

const MINUTE = 60_000
const now = Date.UTC(2026, 2, 17, 9)
/** A clock that counts every minute. */
function due(minutes: number) {
  const dueAt = now + minutes * MINUTE
  return { dueAt, nearAt: dueAt - 60 * MINUTE, soonAt: dueAt - 15 * MINUTE }
}
const clock = (kind: RowClock['kind'], minutes: number, running = true): RowClock => ({ kind, ...due(minutes), startedAt: now, running })

describe('countdown', () => {
  it('shows the running clock that falls due first', () => {
    expect(nextClock([clock('ANSWER', 480), clock('ROUTE', 5, false), clock('RETURN', 30)])?.kind).to.equal('RETURN')
  })
  it('shows no clock when none runs', () => {
    expect(nextClock([clock('ROUTE', 5, false)])).to.equal(null)
  })
  it('is on time at the due instant and late a millisecond after', () => {
    expect(levelOf(due(0), now)).to.equal('soon')
    expect(levelOf(due(0), now + 1)).to.equal('late')
  })
  it('grows calmer at 15 minutes and at an hour', () => {
    expect([15, 16, 60, 61].map((minutes) => levelOf(due(minutes), now))).to.deep.equal(['soon', 'near', 'near', 'calm'])
    expect(levelOf(null, now)).to.equal('none')
  })
  it('is as pressing as the alarms of a clock that stands still at night', () => {
    const at = (day: number, hour: number, minute: number) => Date.UTC(2026, 2, day, hour, minute)
    const stages = [
      { stage: 'hour-left', at: at(16, 17, 10) },
      { stage: 'quarter-left', at: at(16, 17, 55) },
    ] as const
    const clockOfTuesday = { startedAt: at(16, 9, 10), dueAt: at(17, 9, 10), target: 480, stages }
    const shown = { ...clockOfTuesday, ...warningsOf(clockOfTuesday) }
    const levels = [at(16, 17, 9), at(16, 17, 10), at(16, 17, 55), at(17, 9, 10), at(17, 9, 11)].map((then) => levelOf(shown, then))
    expect(levels).to.deep.equal(['calm', 'near', 'soon', 'soon', 'late'])
  })
  it('is near from its start where it is no longer than an hour', () => {
    const short = { startedAt: now, dueAt: now + 15 * 60 * MINUTE, target: 60, stages: [] }
    expect(levelOf({ ...short, ...warningsOf(short) }, now)).to.equal('near')
  })
  it('counts seconds in the last ten minutes only', () => {
    expect(countdownText(due(9.5), now, now, ru.countdown)).to.equal('9:30')
    expect(countdownText(due(10), now, now, ru.countdown)).to.equal(ru.countdown.minutes(10))
  })
  it('speaks in hours and days', () => {
    expect(durationText(65 * MINUTE, ru.countdown)).to.equal(ru.countdown.hours(1, '05'))
    expect(durationText(51 * 60 * MINUTE, ru.countdown)).to.equal(ru.countdown.days(2, 3))
  })
  it('says how long a case without a clock has waited', () => {
    expect(countdownText(null, now - 7 * MINUTE, now, ru.countdown)).to.equal(ru.countdown.waits(ru.countdown.minutes(7)))
  })
  it('says how late a clock is', () => {
    expect(countdownText(due(-12), now, now, ru.countdown)).to.equal(ru.countdown.late(ru.countdown.minutes(12)))
  })
})
