import { expect } from 'chai'
import { fateOf } from '../../../console/web/card/clock-fate.ts'
import { CURATOR, EXECUTOR, moscow, SYSTEM, type Story } from '../../builders/case.ts'
import {
  closed,
  detected,
  FIRE,
  inWork,
  offered,
  onApproval,
  raise,
  REFUSE,
  rerouteTo,
  RETURN,
  returned,
  T,
} from '../sla-engine/stories.ts'

const NOW = moscow('20.03.2026 10:00')

/** `ROUTE kept`: the clocks of the case that no longer run. */
const fates = ({ current: { clocks, facts } }: Story): readonly string[] =>
  clocks.filter((clock) => clock.runningSince === null).map((clock) => `${clock.kind} ${fateOf(clock, facts, NOW)}`)

describe('A clock that no longer runs', () => {
  it('was kept where what it promised was done in time', () =>
    expect(fates(closed())).to.deep.equal(['ROUTE kept', 'ANSWER kept', 'RETURN kept', 'DRAFT kept', 'APPROVE kept', 'PUBLISH kept']))

  it('was cancelled by the refusal of the message', () => {
    expect(fates(detected().then(T, CURATOR, REFUSE))).to.deep.equal(['ROUTE cancelled', 'ANSWER cancelled'])
    expect(fates(onApproval().then('17.03.2026 10:30', CURATOR, REFUSE))).to.deep.equal([
      'ROUTE kept',
      'ANSWER cancelled',
      'RETURN kept',
      'DRAFT kept',
      'APPROVE cancelled',
    ])
  })

  it('was suspended where the agency has returned the case before its draft', () => {
    const sentBack = ['ROUTE kept', 'RETURN kept', 'DRAFT suspended']
    expect(fates(returned())).to.deep.equal(sentBack)
    expect(fates(returned().then('17.03.2026 10:20', CURATOR, rerouteTo('housing')))).to.deep.equal([...sentBack, 'REROUTE kept'])
    expect(fates(returned().then('17.03.2026 10:20', CURATOR, raise('high')))).to.deep.equal([...sentBack, 'DRAFT suspended'])
  })

  it('was broken where its term had passed, whatever stopped it', () => {
    const late = inWork().then('17.03.2026 18:00', SYSTEM, FIRE).then('18.03.2026 12:00', CURATOR, REFUSE)
    expect(fates(late)).to.deep.equal(['ROUTE kept', 'ANSWER broken', 'RETURN kept', 'DRAFT broken'])
  })

  it('counts as kept where the history does not say what stopped it', () => {
    const { clocks } = offered().then('17.03.2026 10:10', EXECUTOR, RETURN).current
    expect(clocks.filter((clock) => clock.runningSince === null).map((clock) => fateOf(clock, [], NOW))).to.deep.equal([
      'kept',
      'kept',
      'kept',
    ])
  })
})
