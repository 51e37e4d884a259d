import { expect } from 'chai'
import { calendarAhead, calendarEndsSoon } from '../../../app/calendar-ahead.ts'
import { Misconfigured } from '../../../core/errors.ts'
import { openCase } from '../../../sla-engine/open-case.ts'
import { deciding, kurskCalendar, moscow } from '../../builders/case.ts'
import { aClassification } from '../../builders/classification.ts'
import { aPost } from '../../builders/post.ts'

describe('A calendar that comes to its end', () => {
  const years = { '2026': {}, '2027': {} } as unknown as Parameters<typeof calendarAhead>[0]['years']
  const known = { id: 'ru', version: '7', years }

  it('is told of two months before', () => {
    expect(calendarAhead(known)).to.equal('ru 7 ends with 2027')
    expect(calendarEndsSoon(known, moscow('01.10.2027 10:00'))).to.equal(null)
    expect(calendarEndsSoon(known, moscow('15.11.2027 10:00'))).to.equal('ru 7 ends with 2027: the days off of 2028 are to be written down')
  })

  for (const at of ['30.12.2027 17:00', '31.12.2027 12:00'])
    it(`leaves to a curator what a rule would have routed at ${at}, and nothing is held up`, () => {
      const auto = { ruleId: 'roads', agencyId: 'roads' }
      const opened = openCase({ post: aPost(), classification: aClassification() }, { agencies: [], auto }, moscow(at), deciding())
      expect([opened.state, opened.facts.map(({ type }) => type)]).to.deep.equal(['in-review', ['MessageTakenIn']])
    })

  it('is for a person to go on with: no term is reckoned beyond it', () => {
    expect(() => kurskCalendar.add(moscow('31.12.2027 12:00'), 480)).to.throw(Misconfigured, /ends before the term does/)
    expect(() => kurskCalendar.closeOfWorkingDay(moscow('31.12.2027 12:00'), 5)).to.throw(Misconfigured, /ends before the term does/)
    expect(() => kurskCalendar.isOpen(moscow('31.12.2028 12:00'))).to.throw(Misconfigured, /does not cover/)
  })
})
