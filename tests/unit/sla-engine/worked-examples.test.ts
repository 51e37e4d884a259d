import { expect } from 'chai'
import type { Command } from '../../../core/case.ts'
import {
  kurskCalendar,
  kurskProfile,
  CURATOR,
  deciding,
  DETECT,
  due,
  EXECUTOR,
  moscow,
  moscowText,
  ROUTE,
  type Story,
  story,
  SUBMIT,
} from '../../builders/case.ts'
import { publish } from './stories.ts'

const HIGH: Command = { ...DETECT, importance: 'high' } as Command

/** The regulation's own examples: detected, what is due when. */
const TERMS: readonly (readonly [
  detected: string,
  importance: 'normal' | 'high',
  clock: 'ANSWER' | 'DRAFT' | 'ROUTE',
  expected: string,
])[] = [
  ['17.03.2026 10:00', 'normal', 'ANSWER', '18.03.2026 10:00'],
  ['17.03.2026 10:00', 'normal', 'DRAFT', '17.03.2026 18:00'],
  ['17.03.2026 10:00', 'high', 'ANSWER', '17.03.2026 15:00'],
  ['17.03.2026 10:00', 'high', 'DRAFT', '17.03.2026 13:00'],
  ['17.03.2026 09:00', 'normal', 'ANSWER', '17.03.2026 18:00'],
  ['17.03.2026 23:40', 'normal', 'ROUTE', '18.03.2026 00:10'],
  ['17.03.2026 23:40', 'normal', 'ANSWER', '18.03.2026 18:00'],
  ['17.03.2026 18:00', 'high', 'ANSWER', '18.03.2026 13:00'],
  ['17.03.2026 13:20', 'high', 'ANSWER', '17.03.2026 18:00'],
  ['30.04.2026 10:00', 'normal', 'ANSWER', '04.05.2026 11:00'],
  ['08.05.2026 16:30', 'normal', 'ANSWER', '12.05.2026 17:30'],
  ['08.05.2026 16:30', 'high', 'ANSWER', '12.05.2026 12:30'],
  ['08.05.2026 16:30', 'high', 'DRAFT', '12.05.2026 11:30'],
  ['03.11.2026 14:00', 'high', 'ANSWER', '05.11.2026 10:00'],
  ['30.12.2026 17:00', 'normal', 'ANSWER', '11.01.2027 17:00'],
  ['31.10.2025 16:00', 'normal', 'ANSWER', '01.11.2025 16:00'],
  ['03.11.2022 09:00', 'normal', 'ANSWER', '07.11.2022 10:00'],
  ['03.11.2022 09:00', 'normal', 'DRAFT', '03.11.2022 17:00'],
]

describe('The terms of the regulation', () => {
  for (const [detected, importance, clock, expected] of TERMS) {
    it(`${importance} ${detected} has ${clock} due ${expected}`, () => {
      const told = story(detected)
        .then(detected, CURATOR, importance === 'high' ? HIGH : DETECT)
        .then(detected, CURATOR, ROUTE)
      expect(due(told, clock)).to.equal(expected)
    })
  }

  it('give the agency half a working hour to return what came at night', () => {
    const told = story('17.03.2026 23:40').then('17.03.2026 23:40', CURATOR, DETECT).then('17.03.2026 23:55', CURATOR, ROUTE)
    expect(due(told, 'RETURN')).to.equal('18.03.2026 09:30')
  })

  it('run by the wall clock where a profile takes the regulation literally', () => {
    const literal = Object.fromEntries(
      Object.entries(kurskProfile.clocks).map(([kind, term]) => [
        kind,
        ['ANSWER', 'DRAFT'].includes(kind) ? term : { ...term, unit: 'plain' as const },
      ]),
    ) as typeof kurskProfile.clocks
    const told = story('17.03.2026 23:40', deciding({ clocks: literal }))
      .then('17.03.2026 23:40', CURATOR, DETECT)
      .then('17.03.2026 23:55', CURATOR, ROUTE)
    expect(due(told, 'RETURN')).to.equal('18.03.2026 00:25')
    const drafted = told.then('17.03.2026 23:58', EXECUTOR, SUBMIT)
    expect(due(drafted, 'APPROVE')).to.equal('18.03.2026 00:58')
    expect(due(drafted, 'ANSWER')).to.equal('18.03.2026 18:00')
  })

  it('follow a case over the May holidays to an answer that is three minutes late, charged to nobody’s own clock', () => {
    const told = story('30.04.2026 10:00')
      .then('30.04.2026 10:05', CURATOR, DETECT)
      .then('30.04.2026 10:25', CURATOR, ROUTE)
      .then('30.04.2026 16:20', EXECUTOR, SUBMIT)
    expect(due(told, 'APPROVE')).to.equal('04.05.2026 09:20')
    const reworked = told.then('30.04.2026 16:50', CURATOR, {
      type: 'ask-rework',
      code: 'no-term',
      comment: 'Назовите срок',
      version: null,
    })
    expect(due(reworked, 'REWORK')).to.equal('04.05.2026 09:50')
    const resubmitted = reworked.then('04.05.2026 09:30', EXECUTOR, { ...SUBMIT, text: 'Яму заделают 6 мая.' } as Command)
    expect(due(resubmitted, 'APPROVE')).to.equal('04.05.2026 10:30')
    const approved = resubmitted.then('04.05.2026 10:10', CURATOR, { type: 'approve', version: resubmitted.current.draft?.version ?? '' })
    expect(due(approved, 'PUBLISH')).to.equal('04.05.2026 11:10')
    expect(due(approved, 'ANSWER')).to.equal('04.05.2026 11:05')
    const closed = approved.then('04.05.2026 11:08', EXECUTOR, publish('04.05.2026 11:08'))
    expect(late(closed, 'PUBLISH')).to.equal(false)
    expect(late(closed, 'ANSWER')).to.equal(true)
    expect(kurskCalendar.between(moscow('04.05.2026 11:05'), moscow('04.05.2026 11:08'))).to.equal(3)
  })

  it('make an answer due four working hours after its importance was raised, never later than before', () => {
    const raised = story('17.03.2026 10:00')
      .then('17.03.2026 10:00', CURATOR, DETECT)
      .then('17.03.2026 12:00', CURATOR, { type: 'change-importance', importance: 'high', reason: 'дети' })
    expect(due(raised, 'ANSWER')).to.equal('17.03.2026 17:00')
  })

  it('count from the detection when the policy says so', () => {
    const raised = story('17.03.2026 10:00', deciding({ importanceRaised: 'from-detection' }))
      .then('17.03.2026 10:00', CURATOR, DETECT)
      .then('17.03.2026 12:00', CURATOR, { type: 'change-importance', importance: 'high', reason: 'дети' })
    expect(due(raised, 'ANSWER')).to.equal('17.03.2026 15:00')
  })

  it('keep the earlier due time when the raise comes late', () => {
    const raised = story('17.03.2026 10:00')
      .then('17.03.2026 10:00', CURATOR, DETECT)
      .then('18.03.2026 09:30', CURATOR, { type: 'change-importance', importance: 'high', reason: 'дети' })
    expect(due(raised, 'ANSWER')).to.equal('18.03.2026 10:00')
  })

  it('give the full term from the detection when importance is lowered', () => {
    const lowered = story('17.03.2026 10:00')
      .then('17.03.2026 10:00', CURATOR, HIGH)
      .then('17.03.2026 12:00', CURATOR, { type: 'change-importance', importance: 'normal', reason: 'ошибка' })
    expect(due(lowered, 'ANSWER')).to.equal('18.03.2026 10:00')
    expect(lowered.current.clocks.filter((clock) => clock.kind === 'ANSWER').map((clock) => clock.generation)).to.deep.equal([2])
  })

  it('run ANSWER on over a return and a re-routing', () => {
    const told = story('11.06.2026 15:00')
      .then('11.06.2026 15:00', CURATOR, DETECT)
      .then('11.06.2026 15:30', CURATOR, ROUTE)
      .then('11.06.2026 15:45', EXECUTOR, { type: 'return', reason: 'не наше', proposedAgencyId: 'housing', curatorConsent: false })
    expect(due(told, 'REROUTE')).to.equal('11.06.2026 16:15')
    const rerouted = told.then('11.06.2026 16:10', CURATOR, { type: 'reroute', agencyId: 'housing', reason: null })
    expect(due(rerouted, 'ANSWER')).to.equal('15.06.2026 16:00')
    const drafts = rerouted.current.clocks.filter((clock) => clock.kind === 'DRAFT')
    expect(drafts.map((clock) => clock.runningSince !== null)).to.deep.equal([false, true])
    expect(new Set(drafts.map((clock) => clock.dueAt)).size).to.equal(1)
  })

  it('give alarms at half, an hour and a quarter before, the breach and four hours after', () => {
    const { current } = story('08.05.2026 14:00').then('08.05.2026 14:00', CURATOR, DETECT)
    const stages = current.clocks.find((clock) => clock.kind === 'ANSWER')?.stages ?? []
    expect(stages.map(({ stage, at }) => [stage, moscowText(at)])).to.deep.equal([
      ['half', '12.05.2026 10:00'],
      ['hour-left', '12.05.2026 13:00'],
      ['quarter-left', '12.05.2026 14:45'],
      ['breach', '12.05.2026 15:00'],
      ['escalation', '13.05.2026 10:00'],
    ])
    expect(stages.find((one) => one.stage === 'breach')?.at).to.equal(moscow('12.05.2026 15:00') + 1)
  })
})

const late = ({ current }: Story, kind: string): boolean => {
  const clock = current.clocks.findLast((one) => one.kind === kind)
  return clock !== undefined && (clock.stoppedAt ?? 0) > clock.dueAt
}
