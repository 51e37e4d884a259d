import { expect } from 'chai'
import { countdownText, durationText, levelOf, nextClock } from '../../../console/web/board/countdown.ts'
import { ru } from '../../../console/web/text/ru.ts'
import type { RowClock } from '../../../console/web/wire/api-types.ts'

const MINUTE = 60_000
const now = Date.UTC(2026, 2, 17, 9)
const due = (minutes: number) => ({ dueAt: now + minutes * MINUTE })
const clock = (kind: RowClock['kind'], minutes: number, running = true): RowClock => ({ kind, ...due(minutes), startedAt: now, running })

describe('countdown', () => {
  it('shows the running clock that falls due first', () => {
    expect(nextClock([clock('ANSWER', 480), clock('ROUTE', 5, false), clock('RETURN', 30)])?.kind).to.equal('RETURN')
  })
  it('shows no clock when none runs', () => {
    expect(nextClock([clock('ROUTE', 5, false)])).to.equal(null)
  })
  it('is on time at the due instant and late a millisecond after', () => {
    expect(levelOf({ dueAt: now }, now)).to.equal('soon')
    expect(levelOf({ dueAt: now }, now + 1)).to.equal('late')
  })
  it('grows calmer at 15 minutes and at an hour', () => {
    expect([15, 16, 60, 61].map((minutes) => levelOf(due(minutes), now))).to.deep.equal(['soon', 'near', 'near', 'calm'])
    expect(levelOf(null, now)).to.equal('none')
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
