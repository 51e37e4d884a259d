import { expect } from 'chai'
import { calendarAhead } from '../../../app/cli/calendar-ahead.ts'
import { Misconfigured } from '../../../core/errors.ts'
import { kurskCalendar, moscow } from '../../builders/case.ts'

describe('A calendar that comes to its end', () => {
  const years = { '2026': {}, '2027': {} } as unknown as Parameters<typeof calendarAhead>[0]['years']
  const ahead = (now: string): string => calendarAhead({ id: 'ru', version: '7', years }, moscow(now))

  it('is told of two months before', () => {
    expect(ahead('01.10.2027 10:00')).to.equal('ru 7 ends with 2027')
    expect(() => ahead('15.11.2027 10:00')).to.throw('ru 7 ends with 2027: the days off of 2028 are to be written down')
  })

  it('is for a person to go on with: no term is reckoned beyond it', () => {
    expect(() => kurskCalendar.add(moscow('31.12.2027 12:00'), 480)).to.throw(Misconfigured, /ends before the term does/)
    expect(() => kurskCalendar.closeOfWorkingDay(moscow('31.12.2027 12:00'), 5)).to.throw(Misconfigured, /ends before the term does/)
    expect(() => kurskCalendar.isOpen(moscow('31.12.2028 12:00'))).to.throw(Misconfigured, /does not cover/)
  })
})
