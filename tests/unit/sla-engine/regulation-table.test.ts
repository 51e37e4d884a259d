import { expect } from 'chai'
import type { Actor } from '../../../core/actor.ts'
import type { CaseState, Command } from '../../../core/case.ts'
import { CURATOR, DETECT, due, EXECUTOR, moscow, person, ROUTE, type Story, story, SUBMIT, SYSTEM } from '../../builders/case.ts'

const T = '17.03.2026 10:00'
const PUBLISH = (at: string): Command => ({
  type: 'publish',
  url: 'https://vk.com/wall-1_2?reply=9',
  where: 'in-place',
  reason: null,
  publishedAt: moscow(at),
  accountId: 'roads-account',
})
const RETURN: Command = { type: 'return', reason: 'не наше', proposedAgencyId: null, curatorConsent: false }
const CONSENTED: Command = { ...RETURN, curatorConsent: true }
const REWORK: Command = { type: 'ask-rework', code: 'no-term', comment: 'Назовите срок' }
const REFUSE: Command = { type: 'refuse', ground: 'harm-intent', reason: 'угроза' }
const approval = ({ current }: Story): Command => ({ type: 'approve', version: current.draft?.version ?? '' })
const dismissal = (as: 'not-required' | 'out-of-scope' | 'technical-duplicate'): Command => ({
  type: 'dismiss',
  as,
  reason: 'см. правила',
  target: as === 'technical-duplicate' ? 'case:vk:comment:-1_6' : null,
})

const inReview = (): Story => story(T)
const detected = (): Story => inReview().then(T, CURATOR, DETECT)
const offered = (): Story => detected().then('17.03.2026 10:05', CURATOR, ROUTE)
const returned = (): Story => offered().then('17.03.2026 10:10', EXECUTOR, RETURN)
const inWork = (): Story => offered().then('17.03.2026 10:10', EXECUTOR, { type: 'accept' })
const onApproval = (): Story => inWork().then('17.03.2026 10:20', EXECUTOR, SUBMIT)
const rework = (): Story => onApproval().then('17.03.2026 10:25', CURATOR, REWORK)
const approved = (): Story => onApproval().then('17.03.2026 10:25', CURATOR, approval(onApproval()))
const closed = (): Story => approved().then('17.03.2026 10:30', EXECUTOR, PUBLISH('17.03.2026 10:30'))

/** A case in every state that one agency's case can reach. */
const REACHED: Readonly<Record<Exclude<CaseState, 'withdrawn'>, () => Story>> = {
  'in-review': inReview,
  'not-required': () => inReview().then(T, CURATOR, dismissal('not-required')),
  'out-of-scope': () => inReview().then(T, CURATOR, dismissal('out-of-scope')),
  'technical-duplicate': () => inReview().then(T, CURATOR, dismissal('technical-duplicate')),
  refused: () => inReview().then(T, CURATOR, REFUSE),
  detected,
  offered,
  returned,
  'in-work': inWork,
  'on-approval': onApproval,
  rework,
  approved,
  closed,
}
type Reached = keyof typeof REACHED
const STATES = Object.keys(REACHED) as Reached[]

/** Section 2 of the regulation, row by row: who sends what from where. Written from the regulation, not from the code. */
const ROWS: readonly (readonly [command: (from: Story) => Command, by: Actor, from: readonly Reached[]])[] = [
  [() => DETECT, CURATOR, ['in-review']],
  [() => dismissal('not-required'), CURATOR, ['in-review']],
  [() => REFUSE, CURATOR, ['in-review', 'detected', 'offered', 'returned', 'in-work', 'on-approval', 'rework']],
  [() => ROUTE, CURATOR, ['detected']],
  [() => RETURN, EXECUTOR, ['offered']],
  [() => CONSENTED, CURATOR, ['offered', 'in-work']],
  [() => ({ type: 'reroute', agencyId: 'housing', reason: null }), CURATOR, ['returned']],
  [() => ({ type: 'accept' }), EXECUTOR, ['offered']],
  [() => SUBMIT, EXECUTOR, ['offered', 'in-work', 'rework']],
  [approval, CURATOR, ['on-approval']],
  [() => REWORK, CURATOR, ['on-approval']],
  [() => PUBLISH('17.03.2026 10:31'), EXECUTOR, ['approved']],
  [() => PUBLISH('17.03.2026 10:31'), SYSTEM, ['approved']],
  [
    () => ({ type: 'change-importance', importance: 'high', reason: 'дети' }),
    CURATOR,
    ['detected', 'offered', 'returned', 'in-work', 'on-approval', 'rework', 'approved'],
  ],
  [() => ({ type: 'reopen', reason: 'ошибка' }), CURATOR, ['closed']],
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

/** Kinds of the clocks that run. */
const running = ({ current }: Story): readonly string[] =>
  current.clocks.filter((clock) => clock.runningSince !== null).map((clock) => clock.kind)

describe('The clocks of a case', () => {
  const RUNNING: Readonly<Record<Reached, readonly string[]>> = {
    'in-review': [],
    'not-required': [],
    'out-of-scope': [],
    'technical-duplicate': [],
    refused: [],
    detected: ['ROUTE', 'ANSWER'],
    offered: ['ANSWER', 'RETURN', 'DRAFT'],
    returned: ['ANSWER', 'REROUTE'],
    'in-work': ['ANSWER', 'DRAFT'],
    'on-approval': ['ANSWER', 'APPROVE'],
    rework: ['ANSWER', 'REWORK'],
    approved: ['ANSWER', 'PUBLISH'],
    closed: [],
  }
  for (const state of STATES) {
    it(`that is ${state}: ${RUNNING[state].join(', ') || 'none runs'}`, () =>
      expect(running(REACHED[state]())).to.have.members([...RUNNING[state]]))
  }

  const rerouted = (from: Story): Story => from.then('17.03.2026 10:40', CURATOR, { type: 'reroute', agencyId: 'housing', reason: null })

  it('run DRAFT again after a re-routing, due when it was', () => {
    const told = rerouted(returned())
    expect(running(told)).to.have.members(['ANSWER', 'RETURN', 'DRAFT'])
    expect(due(told, 'DRAFT')).to.equal(due(offered(), 'DRAFT'))
  })

  it('warn nobody of a draft while no agency has the case, and the next agency of what is left', () => {
    const waiting = returned().then('17.03.2026 16:30', SYSTEM, { type: 'fire-alarms' })
    const draftAlarms = ({ current }: Story): readonly string[] =>
      current.facts.flatMap((fact) =>
        fact.type === 'AlarmFired' ? fact.alarms.filter((alarm) => alarm.kind === 'DRAFT').map((alarm) => alarm.stage) : [],
      )
    expect(draftAlarms(waiting)).to.deep.equal([])
    const told = waiting
      .then('17.03.2026 16:40', CURATOR, { type: 'reroute', agencyId: 'housing', reason: null })
      .then('17.03.2026 17:10', SYSTEM, { type: 'fire-alarms' })
    expect(draftAlarms(told)).to.deep.equal(['half', 'hour-left'])
  })

  it('never warn twice of the same stage of DRAFT over a return', () => {
    const told = offered()
      .then('17.03.2026 10:10', EXECUTOR, { type: 'accept' })
      .then('17.03.2026 15:00', SYSTEM, { type: 'fire-alarms' })
      .then('17.03.2026 15:01', CURATOR, CONSENTED)
      .then('17.03.2026 15:05', CURATOR, { type: 'reroute', agencyId: 'housing', reason: null })
    expect(told.then('17.03.2026 15:06', SYSTEM, { type: 'fire-alarms' }).refusal).to.equal('nothing-due')
  })

  it('give the next agency the shorter term when importance was raised while nobody had the case', () => {
    const told = rerouted(returned().then('17.03.2026 10:20', CURATOR, { type: 'change-importance', importance: 'high', reason: 'дети' }))
    expect(due(told, 'DRAFT')).to.equal('17.03.2026 14:20')
    expect(due(told, 'ANSWER')).to.equal('17.03.2026 15:20')
  })

  it('do not repeat a warning when a raise of importance moves nothing', () => {
    const warned = detected().then('18.03.2026 09:30', SYSTEM, { type: 'fire-alarms' })
    const raised = warned.then('18.03.2026 09:31', CURATOR, { type: 'change-importance', importance: 'high', reason: 'дети' })
    expect(due(raised, 'ANSWER')).to.equal('18.03.2026 10:00')
    expect(raised.then('18.03.2026 09:32', SYSTEM, { type: 'fire-alarms' }).refusal).to.equal('nothing-due')
  })

  it('breach ANSWER at its approval, whatever earlier time of publication is claimed', () => {
    const late = inWork().then('18.03.2026 10:30', EXECUTOR, SUBMIT)
    const told = late.then('18.03.2026 10:40', CURATOR, approval(late)).then('18.03.2026 10:50', EXECUTOR, PUBLISH('17.03.2026 12:00'))
    expect(told.current.publication?.publishedAt).to.equal(moscow('18.03.2026 10:40'))
    expect(told.current.facts.findLast((fact) => fact.type === 'AnswerPublished')?.late).to.equal(true)
  })

  it('record the breach of an ANSWER that only a claimed time of publication would have kept', () => {
    const submitted = inWork().then('18.03.2026 09:50', EXECUTOR, SUBMIT)
    const approvedInTime = submitted.then('18.03.2026 10:00', CURATOR, approval(submitted))
    const kept = approvedInTime.then('18.03.2026 10:30', EXECUTOR, PUBLISH('17.03.2026 12:00'))
    const breaches = (told: Story): number =>
      told.current.facts
        .flatMap((fact) => (fact.type === 'AlarmFired' ? fact.alarms : []))
        .filter((alarm) => alarm.kind === 'ANSWER' && alarm.stage === 'breach').length
    expect(breaches(kept), 'approved at the due instant').to.equal(0)
    const late = submitted.then('18.03.2026 10:05', CURATOR, approval(submitted))
    expect(breaches(late.then('18.03.2026 10:30', EXECUTOR, PUBLISH('17.03.2026 12:00'))), 'approved after it').to.equal(1)
  })
})

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

  it('by a curator says that he consents', () => {
    expect(offered().then('17.03.2026 10:15', CURATOR, RETURN).refusal).to.equal('not-yours')
    expect(inWork().then('17.03.2026 10:15', CURATOR, RETURN).refusal).to.equal('not-yours')
  })

  it('is no longer possible once a draft was submitted, whoever consents', () => {
    const again = closed().then('17.03.2026 10:40', CURATOR, { type: 'reopen', reason: 'ошибка' })
    expect(again.then('17.03.2026 10:45', CURATOR, CONSENTED).refusal).to.equal('too-late-to-return')
  })

  it('proposes only an agency that exists', () => {
    const proposed: Command = { ...RETURN, proposedAgencyId: 'none' } as Command
    expect(offered().then('17.03.2026 10:15', EXECUTOR, proposed).refusal).to.equal('no-such-agency')
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

describe('A reopening', () => {
  it('is possible until the close of the working day after, and gives new terms from then on', () => {
    const again = closed().then('18.03.2026 18:00', CURATOR, { type: 'reopen', reason: 'ошибка' })
    expect(again.current.state).to.equal('in-work')
    expect(due(again, 'ANSWER')).to.equal('19.03.2026 18:00')
    expect(due(again, 'DRAFT')).to.equal('19.03.2026 17:00')
    const generations = again.current.clocks.filter((clock) => clock.kind === 'ANSWER').map((clock) => clock.generation)
    expect(generations).to.deep.equal([1, 2])
  })

  it('leads to another publication of another version', () => {
    const again = closed().then('17.03.2026 11:00', CURATOR, { type: 'reopen', reason: 'ошибка' })
    const submitted = again.then('17.03.2026 11:10', EXECUTOR, SUBMIT, 'second')
    expect(submitted.current.draft?.version).not.to.equal(closed().current.draft?.version)
    const second = submitted.then('17.03.2026 11:20', CURATOR, approval(submitted), 'second approval')
    expect(second.then('17.03.2026 11:30', EXECUTOR, PUBLISH('17.03.2026 11:30'), 'second publication').current.state).to.equal('closed')
  })
})
