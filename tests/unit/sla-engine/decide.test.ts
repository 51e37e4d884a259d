import { expect } from 'chai'
import fc from 'fast-check'
import type { Actor } from '../../../core/actor.ts'
import { type Case, CASE_STATES, type Command, TERMINAL_STATES } from '../../../core/case.ts'
import { allowedCommands } from '../../../sla-engine/authority.ts'
import { decide } from '../../../sla-engine/decide/decide.ts'
import { evolve } from '../../../sla-engine/evolve.ts'
import { CURATOR, deciding, DETECT, EXECUTOR, moscow, person, ROUTE, type Story, story, SUBMIT, SYSTEM } from '../../builders/case.ts'

const T = '17.03.2026 10:00'
const detected = (): Story => story(T).then(T, CURATOR, DETECT)
const offered = (): Story => detected().then(T, CURATOR, ROUTE)
const inWork = (): Story => offered().then('17.03.2026 10:05', EXECUTOR, { type: 'accept' })
const onApproval = (): Story => inWork().then('17.03.2026 11:00', EXECUTOR, SUBMIT)
const approve = (told: Story): Command => ({ type: 'approve', version: told.current.draft?.version ?? '' })
const approved = (): Story => onApproval().then('17.03.2026 11:30', CURATOR, approve(onApproval()))
const PUBLISH: Command = {
  type: 'publish',
  url: 'https://vk.com/wall-1_2?reply=9',
  where: 'in-place',
  reason: null,
  publishedAt: moscow('17.03.2026 11:40'),
  accountId: 'roads-account',
}
const closed = (): Story => approved().then('17.03.2026 11:41', EXECUTOR, PUBLISH)

type Row = readonly [name: string, from: () => Story, by: Actor, command: Command, expected: string, at?: string]

/** What is done: the state it leads to. */
const DONE: readonly Row[] = [
  ['a curator detects', () => story(T), CURATOR, DETECT, 'detected'],
  [
    'a curator dismisses with a reason',
    () => story(T),
    CURATOR,
    { type: 'dismiss', as: 'not-required', reason: 'благодарность', target: null },
    'not-required',
  ],
  [
    'a duplicate names its original',
    () => story(T),
    CURATOR,
    { type: 'dismiss', as: 'technical-duplicate', reason: 'то же', target: 'case:vk:comment:-1_6' },
    'technical-duplicate',
  ],
  ['a curator refuses on a ground', inWork, CURATOR, { type: 'refuse', ground: 'obscene-or-insulting', reason: 'брань' }, 'refused'],
  ['a curator routes', detected, CURATOR, ROUTE, 'offered'],
  [
    'a curator routes to a body that is not ready, with a reason',
    detected,
    CURATOR,
    { type: 'route', agencyId: 'sleeping', overrideReason: 'поручение' },
    'offered',
  ],
  [
    'an agency returns within its window',
    offered,
    EXECUTOR,
    { type: 'return', reason: 'не наше', proposedAgencyId: null, curatorConsent: false },
    'returned',
    '17.03.2026 10:30',
  ],
  ['an agency accepts', offered, EXECUTOR, { type: 'accept' }, 'in-work', '17.03.2026 10:30'],
  ['an agency submits straight from the offer', offered, EXECUTOR, SUBMIT, 'on-approval'],
  ['an agency submits', inWork, EXECUTOR, SUBMIT, 'on-approval'],
  ['a curator asks for rework', onApproval, CURATOR, { type: 'ask-rework', code: 'no-term', comment: 'срок?' }, 'rework'],
  ['a curator approves the version he saw', onApproval, CURATOR, approve(onApproval()), 'approved'],
  ['an executor publishes by a link', approved, EXECUTOR, PUBLISH, 'closed'],
  ['a connector publishes', approved, SYSTEM, PUBLISH, 'closed'],
  [
    'an executor publishes from the own page with a reason',
    approved,
    EXECUTOR,
    { ...PUBLISH, where: 'own-account', reason: 'комментарии закрыты' } as Command,
    'closed',
  ],
  [
    'a failed publication leaves it approved',
    approved,
    SYSTEM,
    { type: 'report-publication-failure', reason: 'закрыто', needsHuman: false },
    'approved',
  ],
  ['a curator reopens within a working day', closed, CURATOR, { type: 'reopen', reason: 'ошибка в ответе' }, 'in-work'],
  ['anyone at work on it comments', inWork, EXECUTOR, { type: 'comment', text: 'уточняю' }, 'in-work'],
]

/** What is refused: the code. */
const REFUSED: readonly Row[] = [
  ['detection without importance', () => story(T), CURATOR, { ...DETECT, importance: null } as Command, 'incomplete-classification'],
  ['detection without a place', () => story(T), CURATOR, { ...DETECT, districtId: '' } as Command, 'incomplete-classification'],
  [
    'a dismissal without a reason',
    () => story(T),
    CURATOR,
    { type: 'dismiss', as: 'not-required', reason: ' ', target: null },
    'reason-missing',
  ],
  [
    'a duplicate of nothing',
    () => story(T),
    CURATOR,
    { type: 'dismiss', as: 'technical-duplicate', reason: 'то же', target: null },
    'target-missing',
  ],
  ['a refusal without a reason', inWork, CURATOR, { type: 'refuse', ground: 'harm-intent', reason: '' }, 'reason-missing'],
  ['routing to nobody', detected, CURATOR, { type: 'route', agencyId: 'none', overrideReason: null }, 'no-such-agency'],
  [
    'routing to a body that is not ready',
    detected,
    CURATOR,
    { type: 'route', agencyId: 'sleeping', overrideReason: null },
    'agency-not-ready',
  ],
  ['routing before detection', () => story(T), CURATOR, ROUTE, 'wrong-moment'],
  ['routing by an executor', detected, EXECUTOR, ROUTE, 'not-yours'],
  ['an act of another agency', offered, person('executor', 'housing'), { type: 'accept' }, 'not-yours'],
  ['an act of an analyst', detected, person('analyst'), ROUTE, 'not-yours'],
  [
    'a return after the work began, by the agency alone',
    inWork,
    EXECUTOR,
    { type: 'return', reason: 'не наше', proposedAgencyId: null, curatorConsent: true },
    'too-late-to-return',
  ],
  [
    'a return without a reason',
    offered,
    EXECUTOR,
    { type: 'return', reason: '', proposedAgencyId: null, curatorConsent: false },
    'reason-missing',
  ],
  ['an empty draft', inWork, EXECUTOR, { ...SUBMIT, text: '\n ' } as Command, 'draft-is-empty'],
  ['a draft the platform would cut', inWork, EXECUTOR, { ...SUBMIT, text: 'я'.repeat(1001) } as Command, 'too-long-for-platform'],
  ['another agency’s account', inWork, EXECUTOR, { ...SUBMIT, accountId: 'housing-account' } as Command, 'foreign-account'],
  ['an own account on another platform', inWork, EXECUTOR, { ...SUBMIT, accountId: 'roads-channel' } as Command, 'foreign-account'],
  ['approval of another version', onApproval, CURATOR, { type: 'approve', version: 'older' }, 'draft-changed'],
  ['rework without a code', onApproval, CURATOR, { type: 'ask-rework', code: 'whatever', comment: 'плохо' }, 'reason-missing'],
  ['rework without a comment', onApproval, CURATOR, { type: 'ask-rework', code: 'no-term', comment: '' }, 'reason-missing'],
  ['publication without a link', approved, EXECUTOR, { ...PUBLISH, url: 'готово' } as Command, 'link-missing'],
  [
    'publication elsewhere without a reason',
    approved,
    EXECUTOR,
    { ...PUBLISH, where: 'own-account', reason: null } as Command,
    'fallback-without-reason',
  ],
  ['publication from a foreign account', approved, EXECUTOR, { ...PUBLISH, accountId: 'housing-account' } as Command, 'foreign-account'],
  ['publication before approval', onApproval, EXECUTOR, PUBLISH, 'wrong-moment'],
  ['refusal of an approved answer', approved, CURATOR, { type: 'refuse', ground: 'harm-intent', reason: 'x' }, 'wrong-moment'],
  [
    'a change of importance without a reason',
    inWork,
    CURATOR,
    { type: 'change-importance', importance: 'high', reason: '' },
    'reason-missing',
  ],
  ['alarms when nothing is due', inWork, SYSTEM, { type: 'fire-alarms' }, 'nothing-due'],
]

describe('A decision', () => {
  for (const [name, from, by, command, expected, at = '17.03.2026 11:45'] of DONE) {
    it(`lets it be done: ${name}`, () => expect(from().then(at, by, command).current.state).to.equal(expected))
  }
  for (const [name, from, by, command, expected] of REFUSED) {
    it(`refuses ${name}`, () => expect(from().then('17.03.2026 11:45', by, command).refusal).to.equal(expected))
  }

  it('refuses approval by the author of the draft', () => {
    const drafted = inWork()
    const author = { ...CURATOR, id: EXECUTOR.id }
    const submitted = drafted.then('17.03.2026 11:00', EXECUTOR, SUBMIT)
    expect(submitted.then('17.03.2026 11:30', author, approve(submitted)).refusal).to.equal('author-cannot-approve')
  })

  it('refuses to reopen after a working day', () =>
    expect(closed().then('18.03.2026 18:01', CURATOR, { type: 'reopen', reason: 'x' }).refusal).to.equal('too-late-to-reopen'))

  it('keeps the first close after a reopening', () => {
    const again = closed().then('17.03.2026 12:00', CURATOR, { type: 'reopen', reason: 'ошибка' })
    expect(again.current.firstClosedAt).to.equal(moscow('17.03.2026 11:41'))
    expect(again.current.closedAt).to.equal(null)
  })

  it('takes silence after the return window for acceptance, at the end of the window, not a breach', () => {
    const told = offered().then('17.03.2026 12:00', SYSTEM, { type: 'fire-alarms' })
    const fact = told.current.facts.find((one) => one.type === 'AcceptedByAgency')
    expect(told.current.state).to.equal('in-work')
    expect(fact).to.deep.include({ tacit: true, effectiveAt: moscow('17.03.2026 10:30'), late: false })
  })

  it('lets a curator consent to a late return', () => {
    const told = inWork().then('17.03.2026 12:00', CURATOR, {
      type: 'return',
      reason: 'не наше',
      proposedAgencyId: null,
      curatorConsent: true,
    })
    expect(told.current.state).to.equal('returned')
  })

  it('wants a reason to route again to who has returned it, and marks the second return', () => {
    const returned = offered().then('17.03.2026 10:10', EXECUTOR, {
      type: 'return',
      reason: 'не наше',
      proposedAgencyId: null,
      curatorConsent: false,
    })
    expect(returned.then('17.03.2026 10:20', CURATOR, { type: 'reroute', agencyId: 'roads', reason: null }).refusal).to.equal(
      'already-returned-by',
    )
    const insisted = returned.then('17.03.2026 10:20', CURATOR, { type: 'reroute', agencyId: 'roads', reason: 'ваша дорога' })
    const twice = insisted
      .then('17.03.2026 10:25', EXECUTOR, { type: 'return', reason: 'нет', proposedAgencyId: null, curatorConsent: false })
      .then('17.03.2026 10:26', CURATOR, { type: 'reroute', agencyId: 'housing', reason: null })
    expect(twice.current.facts.at(-1)).to.deep.include({ type: 'ReroutedToAgency', secondReturn: true })
  })

  it('warns where the agency has no account on the platform', () => {
    expect(detected().then(T, CURATOR, { type: 'route', agencyId: 'mute', overrideReason: null }).current.facts.at(-1)).to.deep.include({
      accountMissing: true,
    })
  })

  it('does a late act and marks it late', () => {
    const told = onApproval().then('17.03.2026 15:30', CURATOR, approve(onApproval()))
    expect(told.current.state).to.equal('approved')
    expect(told.current.facts.at(-1)?.late).to.equal(true)
  })

  it('applies a command once however often it is sent', () => {
    const once = story(T).then(T, CURATOR, DETECT, 'the key')
    expect(once.then('17.03.2026 10:01', CURATOR, DETECT, 'the key').current).to.equal(once.current)
  })

  it('records every missed stage after an outage and sends only the highest', () => {
    const told = detected().then('18.03.2026 09:50', SYSTEM, { type: 'fire-alarms' })
    const [fact] = told.current.facts.filter((one) => one.type === 'AlarmFired')
    const answer = fact?.type === 'AlarmFired' ? fact.alarms.filter((alarm) => alarm.kind === 'ANSWER') : []
    expect(answer.map(({ stage, sent, late }) => [stage, sent, late])).to.deep.equal([
      ['half', false, true],
      ['hour-left', false, true],
      ['quarter-left', true, true],
    ])
  })

  it('fires each alarm once', () => {
    const told = detected().then('17.03.2026 18:30', SYSTEM, { type: 'fire-alarms' })
    expect(told.then('17.03.2026 18:31', SYSTEM, { type: 'fire-alarms' }).refusal).to.equal('nothing-due')
  })

  it('fires no breach for an answer that stood in time, however late we learn of it', () => {
    const told = approved().then('19.03.2026 12:00', EXECUTOR, { ...PUBLISH, publishedAt: moscow('17.03.2026 12:00') } as Command)
    const breaches = told.current.facts
      .flatMap((fact) => (fact.type === 'AlarmFired' ? fact.alarms : []))
      .filter((alarm) => alarm.kind === 'ANSWER' && alarm.stage === 'breach')
    expect(told.current.state).to.equal('closed')
    expect(breaches).to.deep.equal([])
  })

  it('offers exactly what it would not refuse for authority or moment', () => {
    expect(allowedCommands(CURATOR, story(T).current)).to.deep.equal(['detect', 'dismiss', 'refuse', 'comment'])
    expect(allowedCommands(EXECUTOR, offered().current)).to.deep.equal(['return', 'accept', 'submit', 'comment'])
    expect(allowedCommands(person('manager'), offered().current)).to.deep.equal([])
  })
})

describe('Any history of a case', () => {
  const actor = fc.constantFrom(CURATOR, EXECUTOR, person('executor', 'housing'), SYSTEM)
  const command = fc.constantFrom<Command>(
    DETECT,
    ROUTE,
    SUBMIT,
    PUBLISH,
    { type: 'accept' },
    { type: 'fire-alarms' },
    { type: 'approve', version: 'latest' },
    { type: 'ask-rework', code: 'no-term', comment: 'срок?' },
    { type: 'return', reason: 'не наше', proposedAgencyId: null, curatorConsent: true },
    { type: 'reroute', agencyId: 'housing', reason: 'ваше' },
    { type: 'change-importance', importance: 'high', reason: 'дети' },
    { type: 'change-importance', importance: 'normal', reason: 'ошибка' },
    { type: 'refuse', ground: 'harm-intent', reason: 'x' },
    { type: 'reopen', reason: 'ошибка' },
    { type: 'dismiss', as: 'not-required', reason: 'спасибо', target: null },
  )
  const step = fc.record({ by: actor, command, minutes: fc.integer({ min: 0, max: 900 }) })

  function told(steps: readonly { by: Actor; command: Command; minutes: number }[]): Case {
    const rules = deciding()
    let at = moscow(T)
    let current = story(T).current
    steps.forEach(({ by, command: wish, minutes }, index) => {
      at += minutes * 60_000
      const real = wish.type === 'approve' ? { ...wish, version: current.draft?.version ?? '' } : wish
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
})
