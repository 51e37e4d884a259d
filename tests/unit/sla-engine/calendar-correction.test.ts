import { expect } from 'chai'
import type { Command, Fact } from '../../../core/case.ts'
import { type Clock, isLate } from '../../../core/clock.ts'
import type { Deciding } from '../../../sla-engine/decide/decide.ts'
import {
  CURATOR,
  deciding,
  decreed,
  DETECT,
  due,
  EXECUTOR,
  kurskProfile,
  moscow,
  moscowText,
  person,
  ROUTE,
  type Story,
  story,
  SUBMIT,
  SYSTEM,
} from '../../builders/case.ts'
import { approval, closed, CORRECT, FIRE, offered, publish, raise, REOPEN, rerouteTo, RETURN } from './stories.ts'

const DECREED = deciding({}, decreed('2026', { off: ['2026-05-12'] }))
/** The Friday before the holidays, a short day. */
const T0 = '08.05.2026 16:30'
const detected = (): Story => story(T0).then(T0, CURATOR, DETECT)
const routed = (): Story => detected().then('08.05.2026 16:40', CURATOR, ROUTE)
const correctedAt = (at: string, told: Story): Story => told.under(DECREED).then(at, SYSTEM, CORRECT)
const corrected = (told: Story): Story => correctedAt('08.05.2026 16:50', told)

const clockOf = ({ current }: Story, kind: string): Clock => current.clocks.findLast((clock) => clock.kind === kind)!
const corrections = ({ current }: Story) =>
  current.facts.filter((fact): fact is Extract<Fact, { type: 'CalendarCorrected' }> => fact.type === 'CalendarCorrected')
const moves = (told: Story): readonly string[] =>
  corrections(told).flatMap(({ moved }) => moved.map(({ kind, from, to }) => `${kind} ${moscowText(from)} → ${moscowText(to)}`))

describe('A correction of the calendar', () => {
  it('moves what is open, a generation on, with one record (section 6)', () => {
    const told = corrected(routed())
    expect(moves(told)).to.deep.equal([
      'ANSWER 12.05.2026 17:30 → 13.05.2026 17:30',
      'RETURN 12.05.2026 09:10 → 13.05.2026 09:10',
      'DRAFT 12.05.2026 16:30 → 13.05.2026 16:30',
    ])
    expect(due(told, 'ANSWER')).to.equal('13.05.2026 17:30')
    expect(clockOf(told, 'ANSWER').generation).to.equal(clockOf(routed(), 'ANSWER').generation + 1)
    expect(corrections(told)).to.containSubset([
      { by: SYSTEM, reason: 'Постановление', calendarVersion: clockOf(told, 'ANSWER').calendarVersion },
    ])
    expect(corrections(told)).to.have.length(1)
  })

  it('leaves plain clocks and a window that it does not touch', () => {
    expect(due(corrected(detected()), 'ROUTE')).to.equal('08.05.2026 17:00')
    const early = story('08.05.2026 14:00').then('08.05.2026 14:00', CURATOR, DETECT).then('08.05.2026 14:05', CURATOR, ROUTE)
    const told = correctedAt('08.05.2026 14:10', early)
    expect(clockOf(told, 'RETURN')).to.deep.equal(clockOf(early, 'RETURN'))
    expect(due(told, 'ANSWER')).to.equal('13.05.2026 15:00')
  })

  it('makes no record where nothing moves, nor a second time', () => {
    const again = corrected(routed()).then('08.05.2026 16:55', SYSTEM, CORRECT)
    expect(corrections(again)).to.have.length(1)
    expect(corrections(offered().under(DECREED).then('17.03.2026 10:10', SYSTEM, CORRECT))).to.deep.equal([])
  })

  it('brings a term forward when a day off becomes a working day', () => {
    const working = deciding({}, decreed('2026', { work: ['2026-05-09'] }))
    const told = routed().under(working).then('08.05.2026 16:50', SYSTEM, CORRECT)
    expect(due(told, 'ANSWER')).to.equal('09.05.2026 17:30')
  })

  it('measures what was raised from where it was raised', () => {
    const raised = routed().then('08.05.2026 16:45', CURATOR, raise('high'))
    expect([due(raised, 'ANSWER'), due(raised, 'DRAFT')]).to.deep.equal(['12.05.2026 12:45', '12.05.2026 11:45'])
    const told = corrected(raised)
    expect([due(told, 'ANSWER'), due(told, 'DRAFT')]).to.deep.equal(['13.05.2026 12:45', '13.05.2026 11:45'])
  })

  it('lets the earlier of two terms hold, from T0 and from the raise, whichever it was before', () => {
    const kept = routed().then('12.05.2026 15:00', CURATOR, raise('high'))
    expect(due(kept, 'ANSWER')).to.equal('12.05.2026 17:30')
    const later = correctedAt('12.05.2026 15:10', kept)
    expect([due(later, 'ANSWER'), due(later, 'DRAFT')]).to.deep.equal(['13.05.2026 13:00', '13.05.2026 12:00'])
    const earlier = later.under(deciding()).then('12.05.2026 15:20', SYSTEM, CORRECT)
    expect([due(earlier, 'ANSWER'), due(earlier, 'DRAFT')]).to.deep.equal(['12.05.2026 17:30', '12.05.2026 16:30'])
  })

  it('lets the raise hold where both terms end together, as it did', () => {
    const days = { off: ['2026-03-17', '2026-03-19'] }
    const led = (rules: Deciding): Story =>
      story('17.03.2026 10:00', rules).then('17.03.2026 10:00', CURATOR, DETECT).then('18.03.2026 13:30', CURATOR, raise('high'))
    const by = deciding({}, decreed('2026', days))
    expect(due(led(by), 'ANSWER')).to.equal('18.03.2026 18:00')
    const { target, stages } = clockOf(led(deciding()).under(by).then('18.03.2026 13:40', SYSTEM, CORRECT), 'ANSWER')
    expect([target, stages]).to.deep.equal([clockOf(led(by), 'ANSWER').target, clockOf(led(by), 'ANSWER').stages])
  })

  it('escalates nothing again whose end stays', () => {
    const submitted = story('17.03.2026 10:00')
      .then('17.03.2026 10:00', CURATOR, { ...DETECT, importance: 'high' } as Command)
      .then('17.03.2026 10:05', CURATOR, ROUTE)
      .then('17.03.2026 10:20', EXECUTOR, SUBMIT)
    // High: those above hear at once; of a normal one four hours later.
    const lowered = submitted.then('17.03.2026 11:21', SYSTEM, FIRE).then('17.03.2026 11:30', CURATOR, raise('normal'))
    expect(clockOf(lowered, 'APPROVE').fired.map(({ stage }) => stage)).to.include('escalation')
    const told = lowered.under(deciding({}, decreed('2026', { off: ['2026-03-18'] }))).then('17.03.2026 11:40', SYSTEM, CORRECT)
    expect(moves(told).filter((move) => move.startsWith('APPROVE'))).to.deep.equal([])
    const later = told.then('17.03.2026 17:00', SYSTEM, FIRE).current.facts.slice(told.current.facts.length)
    const alarms = later.flatMap((fact) => (fact.type === 'AlarmFired' ? fact.alarms : []))
    expect(alarms.filter(({ kind }) => kind === 'APPROVE')).to.deep.equal([])
  })

  it('takes nothing from a changed profile for a raised case either', () => {
    const kept = routed().then('12.05.2026 15:00', CURATOR, raise('high'))
    const shorter = { answer: { normal: 120, high: 60 } }
    expect(corrections(kept.under(deciding(shorter)).then('12.05.2026 15:10', SYSTEM, CORRECT))).to.deep.equal([])
    const told = kept.under(deciding(shorter, decreed('2026', { off: ['2026-05-12'] }))).then('12.05.2026 15:10', SYSTEM, CORRECT)
    expect([due(told, 'ANSWER'), due(told, 'DRAFT')]).to.deep.equal(['13.05.2026 17:30', '13.05.2026 16:30'])
  })

  it('takes nothing else from a profile that has changed meanwhile', () => {
    const { clocks } = kurskProfile
    const changed = {
      answer: { normal: 60, high: 60 },
      clocks: { ...clocks, APPROVE: { ...clocks.APPROVE, unit: 'plain' as const, minutes: 5 } },
    }
    const submitted = routed().then('08.05.2026 16:45', EXECUTOR, SUBMIT)
    expect(corrections(submitted.under(deciding(changed)).then('08.05.2026 16:50', SYSTEM, CORRECT))).to.deep.equal([])
    const told = submitted.under(deciding(changed, decreed('2026', { off: ['2026-05-12'] }))).then('08.05.2026 16:50', SYSTEM, CORRECT)
    expect([due(told, 'ANSWER'), due(told, 'APPROVE')]).to.deep.equal(['13.05.2026 17:30', '13.05.2026 09:45'])
  })

  it('does not shorten the time in which a message may be returned (p.8)', () => {
    const saturday = story('09.05.2026 10:00').then('09.05.2026 10:00', CURATOR, DETECT).then('09.05.2026 10:05', CURATOR, ROUTE)
    const told = saturday.under(deciding({}, decreed('2026', { work: ['2026-05-09'] }))).then('10.05.2026 10:00', SYSTEM, CORRECT)
    expect([due(told, 'RETURN'), due(told, 'ANSWER')]).to.deep.equal(['12.05.2026 09:30', '12.05.2026 10:00'])
    expect(told.then('10.05.2026 10:01', EXECUTOR, RETURN).current.state).to.equal('returned')
  })

  it('tells no breach by the old days that nobody has told yet', () => {
    const told = correctedAt('12.05.2026 18:30', routed())
    expect(told.current.facts.at(-1)?.type).to.equal('CalendarCorrected')
    expect(told.current.facts.filter(({ type }) => type === 'AlarmFired')).to.deep.equal([])
  })

  it('moves a draft that stands still, and its next agency has the new term', () => {
    const returned = routed().then('08.05.2026 16:45', EXECUTOR, RETURN)
    const told = corrected(returned).then('08.05.2026 16:55', CURATOR, rerouteTo('housing'))
    const again = correctedAt('08.05.2026 16:52', corrected(returned).under(deciding()).then('08.05.2026 16:51', SYSTEM, CORRECT))
    const standing = again.current.clocks.filter(({ kind }) => kind === 'DRAFT')
    expect(standing.map(({ runningSince, dueAt }) => [runningSince, moscowText(dueAt)])).to.deep.equal([[null, '13.05.2026 16:30']])
    expect(due(told, 'DRAFT')).to.equal('13.05.2026 16:30')
    expect(moves(correctedAt('08.05.2026 16:56', told.under(deciding())))).to.have.length(2)
  })

  it('measures a draft that was taken up again from where the answer is', () => {
    const rerouted = routed().then('08.05.2026 16:45', EXECUTOR, RETURN).then('08.05.2026 16:50', CURATOR, rerouteTo('housing'))
    expect(due(corrected(rerouted), 'DRAFT')).to.equal('13.05.2026 16:30')
    expect(clockOf(corrected(rerouted), 'DRAFT').runningSince).not.to.equal(null)
  })

  it('measures what was opened again from there', () => {
    const closedOn = routed().then('08.05.2026 16:41', EXECUTOR, SUBMIT)
    const approved = closedOn.then('08.05.2026 16:42', CURATOR, approval(closedOn))
    const told = approved.then('08.05.2026 16:44', EXECUTOR, publish('08.05.2026 16:43')).then('08.05.2026 16:45', CURATOR, REOPEN)
    expect(due(corrected(told), 'ANSWER')).to.equal('13.05.2026 17:45')
  })

  it('tells again what has moved into the future, and nothing else', () => {
    const half = routed().then('12.05.2026 12:40', SYSTEM, FIRE)
    expect(clockOf(half, 'ANSWER').fired.map(({ stage }) => stage)).to.deep.equal(['half'])
    const told = correctedAt('12.05.2026 12:50', half)
    expect(clockOf(told, 'ANSWER').fired).to.deep.equal([])
    const fired = told.then('13.05.2026 12:30', SYSTEM, FIRE)
    expect(clockOf(fired, 'ANSWER').fired.map(({ stage, late }) => [stage, late])).to.deep.equal([['half', false]])
    // Half of this one is over by either calendar.
    const early = correctedAt('13.05.2026 16:00', fired.under(deciding()))
    expect(clockOf(early, 'ANSWER').fired.map(({ stage }) => stage)).to.include('half')
  })

  it('takes back no record of a breach, and the promise is kept by the new term', () => {
    const broken = routed().then('12.05.2026 17:31', SYSTEM, FIRE)
    expect(clockOf(broken, 'ANSWER').fired.map(({ stage }) => stage)).to.include('breach')
    const told = correctedAt('12.05.2026 17:40', broken)
    expect(isLate(clockOf(told, 'ANSWER'), moscow('13.05.2026 17:30'))).to.equal(false)
    expect(told.current.facts.filter((fact) => fact.type === 'AlarmFired')).to.deep.equal(
      broken.current.facts.filter((fact) => fact.type === 'AlarmFired'),
    )
  })

  it("is nobody's on a screen, has a reason, and leaves alone what is closed", () => {
    const refusalOf = (by: Parameters<Story['then']>[1], reason = 'Постановление') =>
      routed().under(DECREED).then('08.05.2026 16:50', by, { type: 'correct-calendar', reason }).refusal
    expect(['curator', 'head-curator', 'administrator'].map((role) => refusalOf(person(role as 'curator')))).to.deep.equal([
      'not-yours',
      'not-yours',
      'not-yours',
    ])
    expect(refusalOf(SYSTEM, ' ')).to.equal('reason-missing')
    expect(closed().under(DECREED).then('17.03.2026 11:00', SYSTEM, CORRECT).refusal).to.equal('wrong-moment')
  })
})
