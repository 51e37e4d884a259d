import { expect } from 'chai'
import type { Actor } from '../../../core/actor.ts'
import type { Command } from '../../../core/case.ts'
import { allowedCommands } from '../../../sla-engine/authority.ts'
import { CURATOR, DETECT, due, EXECUTOR, moscow, ROUTE, SUBMIT, type Story } from '../../builders/case.ts'
import {
  approval,
  closed,
  CONSENTED,
  detected,
  dismissal,
  inReview,
  inWork,
  offered,
  onApproval,
  publish,
  REACHED,
  REFUSE,
  REOPEN,
  rerouteTo,
  RETURN,
  returned,
  T,
} from './stories.ts'

describe('A return', () => {
  it('is in time at the last instant of its window, and a minute later it is not the agency’s to make', () => {
    expect(offered().then('17.03.2026 10:35', EXECUTOR, RETURN).current.state).to.equal('returned')
    expect(offered().then('17.03.2026 10:36', EXECUTOR, RETURN).refusal).to.equal('too-late-to-return')
  })

  it('after the window is marked late', () => {
    const lateOf = (told: Story): boolean | undefined => told.current.facts.findLast((fact) => fact.type === 'ReturnedByAgency')?.late
    expect(lateOf(offered().then('17.03.2026 10:36', CURATOR, CONSENTED))).to.equal(true)
    expect(lateOf(returned())).to.equal(false)
  })

  it('within its window is in time, though the draft was due before the agency was offered the message', () => {
    const routedLate = detected().then('18.03.2026 09:50', CURATOR, ROUTE)
    const inTime = routedLate.then('18.03.2026 10:20', EXECUTOR, RETURN).current.facts.at(-1)
    expect([inTime?.type, inTime?.late]).to.deep.equal(['ReturnedByAgency', false])
    const late = routedLate.then('18.03.2026 10:21', CURATOR, CONSENTED).current.facts.at(-1)
    expect([late?.type, late?.late]).to.deep.equal(['ReturnedByAgency', true])
  })

  it('by a curator says that he consents', () => {
    expect(offered().then('17.03.2026 10:15', CURATOR, RETURN).refusal).to.equal('not-yours')
    expect(inWork().then('17.03.2026 10:15', CURATOR, RETURN).refusal).to.equal('not-yours')
  })

  it('is no longer possible once a draft was submitted, whoever consents', () => {
    const again = closed().then('17.03.2026 10:40', CURATOR, REOPEN)
    expect(again.then('17.03.2026 10:45', CURATOR, CONSENTED).refusal).to.equal('too-late-to-return')
  })

  it('proposes only an agency that exists', () => {
    const proposed: Command = { ...RETURN, proposedAgencyId: 'none' } as Command
    expect(offered().then('17.03.2026 10:15', EXECUTOR, proposed).refusal).to.equal('no-such-agency')
  })

  it('is offered to the agency until it has taken the case, to a curator until there is a draft', () => {
    const reopened = closed().then('17.03.2026 10:40', CURATOR, REOPEN)
    const offersReturn = (by: Actor): readonly boolean[] =>
      [offered(), inWork(), reopened].map(({ current }) => allowedCommands(by, current).includes('return'))
    expect(offersReturn(EXECUTOR)).to.deep.equal([true, false, false])
    expect(offersReturn(CURATOR)).to.deep.equal([true, true, false])
  })
})

describe('A re-routing', () => {
  it('warns where the agency has no account on the platform, as a routing does', () => {
    const missing = ['mute', 'housing'].map((agencyId) => {
      const fact = returned().then('17.03.2026 10:20', CURATOR, rerouteTo(agencyId)).current.facts.at(-1)
      return fact?.type === 'ReroutedToAgency' && fact.accountMissing
    })
    expect(missing).to.deep.equal([true, false])
  })
})

describe('A duplicate', () => {
  const duplicateOf = (target: 'case:vk:comment:-1_6' | `case:vk:comment:${string}` | '' | null): Command =>
    ({ type: 'dismiss', as: 'technical-duplicate', reason: 'то же', target }) as Command

  it('names another message, not nothing and not itself', () => {
    const told = inReview()
    for (const target of [null, '', told.current.id] as const)
      expect(told.then(T, CURATOR, duplicateOf(target as null)).refusal, String(target)).to.equal('target-missing')
  })
})

describe('A dismissal that is undone', () => {
  for (const as of ['not-required', 'out-of-scope', 'technical-duplicate'] as const)
    it(`brings what was ${as} back to review, also after days, and its terms begin with the detection`, () => {
      const dismissed = inReview().then(T, CURATOR, dismissal(as))
      const again = dismissed.then('27.03.2026 10:00', CURATOR, REOPEN)
      expect([again.current.state, again.current.dismissal, again.current.clocks]).to.deep.equal(['in-review', null, []])
      const taken = again.then('27.03.2026 10:05', CURATOR, DETECT)
      expect([due(taken, 'ROUTE'), due(taken, 'ANSWER')]).to.deep.equal(['27.03.2026 10:35', '30.03.2026 10:05'])
    })

  it('is undone for a reason', () => {
    const dismissed = inReview().then(T, CURATOR, dismissal('not-required'))
    expect(dismissed.then(T, CURATOR, { ...REOPEN, reason: ' ' } as Command).refusal).to.equal('reason-missing')
  })
})

describe('A refusal that is undone', () => {
  it('brings what was refused before it was detected back to review', () => {
    const again = inReview().then(T, CURATOR, REFUSE).then('27.03.2026 10:00', CURATOR, REOPEN)
    expect([again.current.state, again.current.refusal, again.current.clocks]).to.deep.equal(['in-review', null, []])
  })

  for (const state of ['detected', 'offered', 'returned', 'in-work', 'on-approval', 'rework'] as const)
    it(`gives what was ${state} a new T0, and nobody has it yet (p.20)`, () => {
      const again = REACHED[state]().then('17.03.2026 10:40', CURATOR, REFUSE).then('27.03.2026 10:00', CURATOR, REOPEN)
      const { current } = again
      expect([current.state, current.refusal, current.agencyId, current.draft, current.rework]).to.deep.equal([
        'detected',
        null,
        null,
        null,
        null,
      ])
      expect(current.detectedAt).to.equal(moscow('27.03.2026 10:00'))
      expect([due(again, 'ROUTE'), due(again, 'ANSWER')]).to.deep.equal(['27.03.2026 10:30', '30.03.2026 10:00'])
      expect(current.clocks.filter(({ runningSince }) => runningSince !== null).map(({ kind }) => kind)).to.deep.equal(['ROUTE', 'ANSWER'])
      expect(current.facts.filter(({ type }) => type === 'MessageDetected').map(({ at }) => at)).to.deep.equal([moscow(T)])
    })

  it('goes its way again, to an answer of its own', () => {
    const again = onApproval().then('17.03.2026 10:40', CURATOR, REFUSE).then('17.03.2026 10:50', CURATOR, REOPEN)
    const routed = again.then('17.03.2026 10:55', CURATOR, ROUTE, 'second route')
    expect([due(routed, 'RETURN'), due(routed, 'DRAFT'), routed.current.earlierDrafts.length]).to.deep.equal([
      '17.03.2026 11:25',
      '18.03.2026 09:50',
      1,
    ])
    expect(routed.then('17.03.2026 11:00', EXECUTOR, RETURN).current.state).to.equal('returned')
    const submitted = routed.then('17.03.2026 11:00', EXECUTOR, SUBMIT, 'second draft')
    const approvedAgain = submitted.then('17.03.2026 11:10', CURATOR, approval(submitted), 'second approval')
    expect(approvedAgain.then('17.03.2026 11:20', EXECUTOR, publish('17.03.2026 11:20')).current.state).to.equal('closed')
  })

  it('names the agency that has it no more, and asks for a reason where it goes to one that has returned it', () => {
    const again = returned().then('17.03.2026 10:40', CURATOR, REFUSE).then('17.03.2026 10:50', CURATOR, REOPEN)
    expect(again.current.facts.at(-1)).not.to.have.property('agencyId')
    expect(again.then('17.03.2026 10:55', CURATOR, ROUTE).refusal).to.equal('already-returned-by')
    expect(again.then('17.03.2026 10:55', CURATOR, { ...ROUTE, overrideReason: 'их дорога' } as Command).current.state).to.equal('offered')
    const left = inWork().then('17.03.2026 10:40', CURATOR, REFUSE).then('17.03.2026 10:50', CURATOR, REOPEN)
    expect(left.current.facts.at(-1)).to.include({ type: 'CaseReopened', agencyId: 'roads' })
  })

  it('is no matter of what was published: whatever is found then changes nothing', () => {
    const again = closed().then('17.03.2026 11:00', CURATOR, REOPEN)
    expect(again.then('17.03.2026 11:05', CURATOR, REFUSE).refusal).to.equal('wrong-moment')
    expect(allowedCommands(CURATOR, again.current)).not.to.include('refuse')
    expect(allowedCommands(CURATOR, inWork().current)).to.include('refuse')
  })

  it('is undone for a reason', () =>
    expect(REACHED.refused().then(T, CURATOR, { ...REOPEN, reason: ' ' } as Command).refusal).to.equal('reason-missing'))
})

describe('A reopening', () => {
  it('is possible until the close of the working day after, and gives new terms from then on', () => {
    const again = closed().then('18.03.2026 18:00', CURATOR, REOPEN)
    expect(again.current.state).to.equal('in-work')
    expect(due(again, 'ANSWER')).to.equal('19.03.2026 18:00')
    expect(due(again, 'DRAFT')).to.equal('19.03.2026 17:00')
    const generations = again.current.clocks.filter((clock) => clock.kind === 'ANSWER').map((clock) => clock.generation)
    expect(generations).to.deep.equal([1, 2])
  })

  it('leads to another publication of another version', () => {
    const again = closed().then('17.03.2026 11:00', CURATOR, REOPEN)
    const submitted = again.then('17.03.2026 11:10', EXECUTOR, SUBMIT, 'second')
    expect(submitted.current.draft?.version).not.to.equal(closed().current.draft?.version)
    const second = submitted.then('17.03.2026 11:20', CURATOR, approval(submitted), 'second approval')
    expect(second.then('17.03.2026 11:30', EXECUTOR, publish('17.03.2026 11:30'), 'second publication').current.state).to.equal('closed')
  })
})
