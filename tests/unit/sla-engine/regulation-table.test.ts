import { expect } from 'chai'
import type { Actor } from '../../../core/actor.ts'
import type { Command } from '../../../core/case.ts'
import { CURATOR, DETECT, EXECUTOR, person, ROUTE, SUBMIT, SYSTEM, type Story } from '../../builders/case.ts'
import {
  dismissal,
  approval,
  CONSENTED,
  inReview,
  publish,
  raise,
  REACHED,
  REFUSE,
  REOPEN,
  rerouteTo,
  RETURN,
  REWORK,
  STATES,
  type Reached,
} from './stories.ts'

/** Section 2 of the regulation, row by row: who sends what from where. Written from the regulation, not from the code. */
const ROWS: readonly (readonly [command: (from: Story) => Command, by: Actor, from: readonly Reached[]])[] = [
  [() => DETECT, CURATOR, ['in-review']],
  [() => dismissal('not-required'), CURATOR, ['in-review']],
  [() => REFUSE, CURATOR, ['in-review', 'detected', 'offered', 'returned', 'in-work', 'on-approval', 'rework']],
  [() => ROUTE, CURATOR, ['detected']],
  [() => RETURN, EXECUTOR, ['offered']],
  [() => CONSENTED, CURATOR, ['offered', 'in-work']],
  [() => rerouteTo('housing'), CURATOR, ['returned']],
  [() => ({ type: 'accept' }), EXECUTOR, ['offered']],
  [() => SUBMIT, EXECUTOR, ['offered', 'in-work', 'rework']],
  [approval, CURATOR, ['on-approval']],
  [() => REWORK, CURATOR, ['on-approval']],
  [() => publish('17.03.2026 10:31'), EXECUTOR, ['approved']],
  [() => publish('17.03.2026 10:31'), SYSTEM, ['approved']],
  [() => raise('high'), CURATOR, ['detected', 'offered', 'returned', 'in-work', 'on-approval', 'rework', 'approved']],
  [() => REOPEN, CURATOR, ['closed', 'refused', 'not-required', 'out-of-scope', 'technical-duplicate']],
]

describe('The table of commands', () => {
  for (const [command, by, from] of ROWS) {
    const { type } = command(inReview())
    it(`lets ${by.role ?? by.kind} ${type} from ${from.join(', ')} and from nowhere else`, () => {
      const at = '17.03.2026 10:31'
      const allowed = STATES.filter((state) => {
        const told = REACHED[state]()
        expect(told.current.state, 'the story of the state').to.equal(state)
        const next = told.then(state === 'offered' ? '17.03.2026 10:15' : at, by, command(told))
        if (next.refusal !== null)
          expect(next.refusal, `${type} from ${state}`).to.be.oneOf(['wrong-moment', 'not-yours', 'too-late-to-return'])
        return next.refusal === null
      })
      expect(allowed).to.have.members([...from])
    })
  }

  const OUTSIDERS: readonly Actor[] = [
    person('analyst'),
    person('manager'),
    person('administrator'),
    person('executor', 'housing'),
    person('official', 'roads'),
    { kind: 'rule', id: 'r', name: 'r', role: null, agencyId: null },
  ]
  for (const [command, by, from] of ROWS) {
    const { type } = command(inReview())
    it(`lets nobody else ${type} where ${by.role ?? by.kind} may`, () => {
      const strangers = [...OUTSIDERS, ...(by === CURATOR ? [EXECUTOR] : [CURATOR])].filter(
        ({ kind, role }) => !(kind === 'rule' && ['detect', 'route'].includes(type)) && !(role === 'curator' && type === 'return'),
      )
      for (const state of from)
        for (const stranger of strangers) {
          const told = REACHED[state]()
          if (stranger === EXECUTOR && type === 'return') continue
          expect(told.then('17.03.2026 10:15', stranger, command(told)).refusal, `${stranger.id} from ${state}`).to.equal('not-yours')
        }
    })
  }
})
