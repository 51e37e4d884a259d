import { expect } from 'chai'
import fc from 'fast-check'
import type { Actor } from '../../../core/actor.ts'
import type { Case, Command } from '../../../core/case.ts'
import type { Deciding } from '../../../sla-engine/decide/decide.ts'
import {
  CURATOR,
  deciding,
  decreed,
  DETECT,
  EXECUTOR,
  moscow,
  moscowText,
  person,
  ROUTE,
  type Story,
  story,
  SUBMIT,
  SYSTEM,
} from '../../builders/case.ts'
import { approval, CORRECT, raise, REOPEN, RETURN, REWORK, rerouteTo, T } from './stories.ts'

interface Step {
  readonly by: Actor
  readonly command: Command
  readonly minutes: number
}

const step = fc.record({
  by: fc.constantFrom(CURATOR, EXECUTOR, person('executor', 'housing')),
  command: fc.constantFrom<Command>(
    ROUTE,
    SUBMIT,
    { type: 'accept' },
    { type: 'approve', version: 'latest' },
    REWORK,
    RETURN,
    rerouteTo('housing', 'ваше'),
    raise('high'),
    raise('normal'),
    { type: 'refuse', ground: 'harm-intent', reason: 'угроза' },
    REOPEN,
  ),
  minutes: fc.integer({ min: 0, max: 240 }),
})

const AS_IT_WAS = deciding()
const DECREES = [
  { off: ['2026-03-18'] },
  { off: ['2026-03-17', '2026-03-19'] },
  { work: ['2026-03-21'], off: ['2026-03-18', '2026-03-20'] },
].map((days) => deciding({}, decreed('2026', days)))

function led(steps: readonly Step[], rules: Deciding): { readonly told: Story; readonly at: string } {
  let at = moscow(T)
  let told = story(T, rules).then(T, CURATOR, DETECT)
  for (const [index, { by, command, minutes }] of steps.entries()) {
    at += minutes * 60_000
    told = told.then(moscowText(at), by, command.type === 'approve' ? approval(told) : command, `k${index}`)
  }
  return { told, at: moscowText(at) }
}

/** What people did, whatever time has done. */
const deeds = ({ facts }: Case): string =>
  facts.flatMap(({ type }) => (type === 'AlarmFired' || type === 'CalendarCorrected' ? [] : type)).join(' ')

/** The newest clock of each kind. RETURN is a right that is not shortened. */
const promises = ({ clocks }: Case) =>
  [
    ...new Map(
      clocks
        .filter(({ kind, runningSince }) => runningSince !== null && kind !== 'RETURN')
        .map(({ kind, dueAt, stages }) => [kind, { kind, due: moscowText(dueAt), stages: stages.map(({ at }) => moscowText(at)) }]),
    ).values(),
  ].toSorted((a, b) => (a.kind < b.kind ? -1 : 1))

describe('Any history whose calendar is corrected', () => {
  it('has the terms that it would have, had the calendar always been so', () => {
    let compared = 0
    fc.assert(
      fc.property(fc.array(step, { maxLength: 14 }), fc.constantFrom(...DECREES), (steps, decree) => {
        const [late, always] = [led(steps, AS_IT_WAS), led(steps, decree)]
        // Other days may have let other acts pass: those are two histories.
        if (deeds(late.told.current) !== deeds(always.told.current)) return
        compared += 1
        const { current } = late.told.under(decree).then(late.at, SYSTEM, CORRECT)
        expect(promises(current)).to.deep.equal(promises(always.told.current))
      }),
      { numRuns: 2000 },
    )
    expect(compared).to.be.greaterThan(500)
  })
})
