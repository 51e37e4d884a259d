import { expect } from 'chai'
import fc from 'fast-check'
import type { Actor } from '../../../core/actor.ts'
import { type Case, CASE_STATES, type Command, TERMINAL_STATES } from '../../../core/case.ts'
import { jsonOf } from '../../../core/shared-json.ts'
import { wholeText } from '../../../core/text.ts'
import { caseWrite } from '../../../sla-engine/case-write.ts'
import { decide } from '../../../sla-engine/decide/decide.ts'
import { evolve } from '../../../sla-engine/evolve.ts'
import { CURATOR, deciding, decreed, DETECT, EXECUTOR, moscow, person, ROUTE, story, SUBMIT, SYSTEM } from '../../builders/case.ts'
import { CONSENTED, CORRECT, FIRE, publish, raise, REFUSE, REOPEN, rerouteTo, REWORK, T } from './stories.ts'

describe('Any history of a case', () => {
  const actor = fc.constantFrom(CURATOR, EXECUTOR, person('executor', 'housing'), SYSTEM)
  const command = fc.constantFrom<Command>(
    DETECT,
    ROUTE,
    SUBMIT,
    publish('17.03.2026 11:40'),
    { type: 'accept' },
    FIRE,
    { type: 'approve', version: 'latest' },
    REWORK,
    CONSENTED,
    rerouteTo('housing', 'ваше'),
    raise('high'),
    raise('normal'),
    REFUSE,
    REOPEN,
    CORRECT,
    { type: 'dismiss', as: 'not-required', reason: 'спасибо', target: null },
  )
  const step = fc.record({ by: actor, command, minutes: fc.integer({ min: 0, max: 900 }) })

  const [AS_WRITTEN, DECREED] = [deciding(), deciding({}, decreed('2026', { off: ['2026-03-18', '2026-03-20'] }))] as const

  /** Each correction of the calendar takes the other one. */
  function told(steps: readonly { by: Actor; command: Command; minutes: number }[]): Case {
    let rules = AS_WRITTEN
    let at = moscow(T)
    let current = story(T).current
    steps.forEach(({ by, command: wish, minutes }, index) => {
      at += minutes * 60_000
      const real = wish.type === 'approve' ? { ...wish, version: current.draft?.version ?? '' } : wish
      if (wish.type === 'correct-calendar') rules = rules === AS_WRITTEN ? DECREED : AS_WRITTEN
      const decision = decide(current, real, { by, at, key: `k${index}` }, rules)
      if (decision.ok) current = decision.facts.reduce<Case>(evolve, current)
    })
    return current
  }

  it('folds to the stored case, runs no clock in the end and at most one of a kind, fires each alarm once, and goes forward in time', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const current = told(steps)
        expect(current.facts.reduce<Case | null>(evolve, null)).to.deep.equal(current)
        expect(CASE_STATES).to.include(current.state)
        const running = current.clocks.filter((clock) => clock.runningSince !== null).map((clock) => clock.kind)
        expect(new Set(running).size).to.equal(running.length)
        if (TERMINAL_STATES.has(current.state)) expect(running).to.deep.equal([])
        const alarms = current.facts.flatMap((fact) => (fact.type === 'AlarmFired' ? fact.alarms.map((alarm) => alarm.id) : []))
        expect(new Set(alarms).size).to.equal(alarms.length)
        const times = current.facts.map((fact) => fact.at)
        expect(times).to.deep.equal(times.toSorted((a, b) => a - b))
        expect(new Set(current.facts.map((fact) => fact.id)).size).to.equal(current.facts.length)
      }),
      { numRuns: 500 },
    )
  })

  const NOTHING = { between: ['none', 'none'] } as const
  it('is written as JSON that says what its document and its facts say', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const current = told(steps)
        const { value, outbox = [] } = caseWrite(current, current.facts, { kind: 'create' })
        expect(JSON.parse(wholeText(jsonOf(value)))).to.deep.equal(JSON.parse(JSON.stringify(value)))
        const facts = outbox.filter((message) => message.topic === 'cases')
        expect(facts.map((message) => (JSON.parse(wholeText(message.value)) as { fact: unknown }).fact)).to.deep.equal(
          JSON.parse(JSON.stringify(current.facts)),
        )
        const restated = facts.map(({ value: parts, restates: { between: [head, tail] } = NOTHING }) => {
          const text = wholeText(parts)
          return [text.startsWith(head) && text.endsWith(tail), JSON.parse(text.slice(head.length, text.length - tail.length))]
        })
        expect(restated).to.deep.equal(current.facts.map((fact) => [true, JSON.parse(JSON.stringify(fact))]))
        expect(facts.map(({ restates }) => restates?.path)).to.deep.equal(current.facts.map((_, index) => ['facts', index]))
      }),
      { numRuns: 100 },
    )
  })
})
