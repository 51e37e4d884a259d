import { expect } from 'chai'
import { EXECUTOR, SYSTEM } from '../../builders/case.ts'
import { approved, detected, FIRE, publish } from './stories.ts'

describe('A decision on alarms', () => {
  it('records every missed stage after an outage and sends only the highest', () => {
    const told = detected().then('18.03.2026 09:50', SYSTEM, FIRE)
    const [fact] = told.current.facts.filter((one) => one.type === 'AlarmFired')
    const answer = fact?.type === 'AlarmFired' ? fact.alarms.filter((alarm) => alarm.kind === 'ANSWER') : []
    expect(answer.map(({ stage, sent, late }) => [stage, sent, late])).to.deep.equal([
      ['half', false, true],
      ['hour-left', false, true],
      ['quarter-left', true, true],
    ])
  })

  it('fires each alarm once', () => {
    const told = detected().then('17.03.2026 18:30', SYSTEM, FIRE)
    expect(told.then('17.03.2026 18:31', SYSTEM, FIRE).refusal).to.equal('nothing-due')
  })

  it('fires no breach for an answer that stood in time, however late we learn of it', () => {
    const told = approved().then('19.03.2026 12:00', EXECUTOR, publish('17.03.2026 12:00'))
    const breaches = told.current.facts
      .flatMap((fact) => (fact.type === 'AlarmFired' ? fact.alarms : []))
      .filter((alarm) => alarm.kind === 'ANSWER' && alarm.stage === 'breach')
    expect(told.current.state).to.equal('closed')
    expect(breaches).to.deep.equal([])
  })
})
