import { expect } from 'chai'
import type { Command } from '../../../core/case.ts'
import type { Clock } from '../../../core/clock.ts'
import { CURATOR, DETECT, due, EXECUTOR, moscow, ROUTE, story, SUBMIT, SYSTEM, type Story } from '../../builders/case.ts'
import {
  approval,
  CONSENTED,
  detected,
  FIRE,
  inWork,
  offered,
  publish,
  raise,
  REACHED,
  rerouteTo,
  returned,
  STATES,
  T,
  type Reached,
} from './stories.ts'

/** Kinds of the clocks that run. */
const running = ({ current }: Story): readonly string[] =>
  current.clocks.filter((clock) => clock.runningSince !== null).map((clock) => clock.kind)

/** The newest clock of a kind. */
const clockOf = ({ current }: Story, kind: string): Clock => current.clocks.findLast((clock) => clock.kind === kind)!

/** When those above hear of the ANSWER. */
const escalation = (told: Story): number | undefined => clockOf(told, 'ANSWER').stages.find(({ stage }) => stage === 'escalation')?.at

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

  const rerouted = (from: Story): Story => from.then('17.03.2026 10:40', CURATOR, rerouteTo('housing'))

  it('run DRAFT again after a re-routing, due when it was', () => {
    const told = rerouted(returned())
    expect(running(told)).to.have.members(['ANSWER', 'RETURN', 'DRAFT'])
    expect(due(told, 'DRAFT')).to.equal(due(offered(), 'DRAFT'))
  })

  it('warn nobody of a draft while no agency has the case, and the next agency of what is left', () => {
    const waiting = returned().then('17.03.2026 16:30', SYSTEM, FIRE)
    const draftAlarms = ({ current }: Story): readonly string[] =>
      current.facts.flatMap((fact) =>
        fact.type === 'AlarmFired' ? fact.alarms.filter((alarm) => alarm.kind === 'DRAFT').map((alarm) => alarm.stage) : [],
      )
    expect(draftAlarms(waiting)).to.deep.equal([])
    const told = waiting.then('17.03.2026 16:40', CURATOR, rerouteTo('housing')).then('17.03.2026 17:10', SYSTEM, FIRE)
    expect(draftAlarms(told)).to.deep.equal(['half', 'hour-left'])
  })

  it('never warn twice of the same stage of DRAFT over a return', () => {
    const told = offered()
      .then('17.03.2026 10:10', EXECUTOR, { type: 'accept' })
      .then('17.03.2026 15:00', SYSTEM, FIRE)
      .then('17.03.2026 15:01', CURATOR, CONSENTED)
      .then('17.03.2026 15:05', CURATOR, rerouteTo('housing'))
    expect(told.then('17.03.2026 15:06', SYSTEM, FIRE).refusal).to.equal('nothing-due')
  })

  it('give the next agency the shorter term when importance was raised while nobody had the case', () => {
    const told = rerouted(returned().then('17.03.2026 10:20', CURATOR, raise('high')))
    expect(due(told, 'DRAFT')).to.equal('17.03.2026 14:20')
    expect(due(told, 'ANSWER')).to.equal('17.03.2026 15:20')
  })

  for (const [raisedAt, routedAt, draft, answer] of [
    ['17.03.2026 10:20', '17.03.2026 10:25', '17.03.2026 14:20', '17.03.2026 15:20'],
    ['17.03.2026 14:30', '17.03.2026 14:35', '17.03.2026 17:30', '18.03.2026 09:30'],
    ['17.03.2026 17:45', '17.03.2026 17:50', '17.03.2026 18:00', '18.03.2026 10:00'],
  ] as const) {
    it(`make a draft due an hour before the answer whose importance was raised at ${raisedAt}, before it was routed`, () => {
      const told = detected().then(raisedAt, CURATOR, raise('high')).then(routedAt, CURATOR, ROUTE)
      expect([due(told, 'DRAFT'), due(told, 'ANSWER')]).to.deep.equal([draft, answer])
    })
  }

  it('tell those above of a breach of high importance at once', () => {
    const high = story(T)
      .then(T, CURATOR, { ...DETECT, importance: 'high' } as Command)
      .then('17.03.2026 10:05', CURATOR, ROUTE)
    expect(escalation(high)).to.equal(moscow('17.03.2026 15:00') + 1)
  })

  it('tell them at once when the importance is raised after the breach, or moves nothing', () => {
    expect(escalation(offered())).to.equal(moscow('18.03.2026 15:00'))
    for (const raisedAt of ['18.03.2026 09:30', '18.03.2026 11:00']) {
      expect(escalation(offered().then(raisedAt, CURATOR, raise('high')))).to.equal(moscow('18.03.2026 10:00') + 1)
    }
    const told = offered()
      .then('18.03.2026 10:30', SYSTEM, FIRE)
      .then('18.03.2026 11:00', CURATOR, raise('high'))
      .then('18.03.2026 11:01', SYSTEM, FIRE)
    expect(told.refusal).to.equal(null)
  })

  /** A case before each of the clocks that importance does not measure. */
  const WAITING = {
    ROUTE: detected(),
    REROUTE: returned(),
    APPROVE: REACHED['on-approval'](),
    REWORK: REACHED.rework(),
    PUBLISH: REACHED.approved(),
  } as const
  const at = '17.03.2026 10:30'
  for (const [kind, told] of Object.entries(WAITING)) {
    it(`keep ${kind} as long as it was, and tell those above of its breach as the importance says that was raised or lowered`, () => {
      const [asIt, raised] = [clockOf(told, kind), clockOf(told.then(at, CURATOR, raise('high')), kind)] as const
      expect([raised.dueAt, raised.runningSince, raised.generation]).to.deep.equal([asIt.dueAt, asIt.runningSince, 2])
      expect(raised.stages.find(({ stage }) => stage === 'escalation')?.at).to.equal(asIt.dueAt + 1)
      const lowered = clockOf(told.then(at, CURATOR, raise('high')).then(at, CURATOR, raise('normal'), 'lowered'), kind)
      expect(lowered.stages).to.deep.equal(asIt.stages)
    })
  }

  it('never tell those above twice of one breach, however the importance changes', () => {
    const broken = detected().then(T, CURATOR, raise('high')).then('17.03.2026 10:31', SYSTEM, FIRE)
    const told = broken
      .then('17.03.2026 10:32', CURATOR, raise('normal'))
      .then('17.03.2026 10:33', CURATOR, raise('high'))
      .then('17.03.2026 15:00', SYSTEM, FIRE)
    const alarms = told.current.facts.flatMap((fact) => (fact.type === 'AlarmFired' ? fact.alarms : []))
    expect(alarms.filter(({ kind }) => kind === 'ROUTE').map(({ stage }) => stage)).to.deep.equal(['half', 'breach', 'escalation'])
  })

  it('do not repeat a warning when a raise of importance moves nothing', () => {
    const warned = detected().then('18.03.2026 09:30', SYSTEM, FIRE)
    const raised = warned.then('18.03.2026 09:31', CURATOR, raise('high'))
    expect(due(raised, 'ANSWER')).to.equal('18.03.2026 10:00')
    expect(raised.then('18.03.2026 09:32', SYSTEM, FIRE).refusal).to.equal('nothing-due')
  })

  it('breach ANSWER at its approval, whatever earlier time of publication is claimed', () => {
    const late = inWork().then('18.03.2026 10:30', EXECUTOR, SUBMIT)
    const told = late.then('18.03.2026 10:40', CURATOR, approval(late)).then('18.03.2026 10:50', EXECUTOR, publish('17.03.2026 12:00'))
    expect(told.current.publication?.publishedAt).to.equal(moscow('18.03.2026 10:40'))
    expect(told.current.facts.findLast((fact) => fact.type === 'AnswerPublished')?.late).to.equal(true)
  })

  it('record the breach of an ANSWER that only a claimed time of publication would have kept', () => {
    const submitted = inWork().then('18.03.2026 09:50', EXECUTOR, SUBMIT)
    const approvedInTime = submitted.then('18.03.2026 10:00', CURATOR, approval(submitted))
    const kept = approvedInTime.then('18.03.2026 10:30', EXECUTOR, publish('17.03.2026 12:00'))
    const breaches = (told: Story): number =>
      told.current.facts
        .flatMap((fact) => (fact.type === 'AlarmFired' ? fact.alarms : []))
        .filter((alarm) => alarm.kind === 'ANSWER' && alarm.stage === 'breach').length
    expect(breaches(kept), 'approved at the due instant').to.equal(0)
    const late = submitted.then('18.03.2026 10:05', CURATOR, approval(submitted))
    expect(breaches(late.then('18.03.2026 10:30', EXECUTOR, publish('17.03.2026 12:00'))), 'approved after it').to.equal(1)
  })
})
