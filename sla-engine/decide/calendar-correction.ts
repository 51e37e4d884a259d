import { isBlank } from '../../core/blank.ts'
import type { Fact } from '../../core/case.ts'
import type { Clock } from '../../core/clock.ts'
import type { Instant } from '../../core/time.ts'
import type { Measure } from '../terms.ts'
import { BY_IMPORTANCE, heldDraft, refuse, type Rule, type Situation } from './decision.ts'

interface Move {
  readonly before: Clock
  readonly after: Clock
}

/** Section 3: a correction of the calendar recomputes the open clocks, one record a case, and what was recorded under the old calendar stays.
 *  A case of which it moves nothing gets no fact. */
export const correctCalendar: Rule<'correct-calendar'> = (situation, { reason }) => {
  if (isBlank(reason)) return refuse('reason-missing', { field: 'reason' })
  const moves = movesOf(situation)
  const [first] = moves
  if (first === undefined) return []
  const { calendarId, calendarVersion } = first.after
  return [
    {
      type: 'CalendarCorrected',
      calendarId,
      calendarVersion,
      reason,
      moved: moves.map(({ before, after }) => ({ kind: before.kind, from: before.dueAt, to: after.dueAt })),
      starts: moves.map(({ after }) => after),
    },
  ]
}

function movesOf(situation: Situation): readonly Move[] {
  const { current, meta, terms } = situation
  const running = current.clocks.filter((clock) => clock.runningSince !== null)
  const answer = running.find((clock) => clock.kind === 'ANSWER')
  const ofAnswer = answer === undefined ? null : answerMeasures(answer, situation)
  const measuresOf = (clock: Clock): Measures => {
    if (answer === undefined || ofAnswer === null || !BY_IMPORTANCE.includes(clock.kind)) return [ownMeasure(clock)]
    // DRAFT is measured from where ANSWER is (p.11), whenever an agency has taken it up, and is as much shorter as it was.
    const less = answer.target - clock.target
    const [first, ...others] = ofAnswer
    const shorter = ({ from, minutes }: Measure): Measure => ({ from, minutes: minutes - less })
    return [shorter(first), ...others.map(shorter)]
  }
  return [...running, ...heldDraft(current)]
    .filter(({ unit }) => unit === 'working')
    .map((before) => ({ before, after: terms.recount(before, measuresOf(before), current.importance ?? 'normal', meta.at) }))
    .filter((move) => isMoved(move) && !isTakenAway(move))
}

type Measures = readonly [Measure, ...Measure[]]

const ownMeasure = ({ runningSince, startedAt, target }: Clock): Measure => ({ from: runningSince ?? startedAt, minutes: target })

/** From T0, and from the raise where one gave a term of its own: the earlier of the two holds, whichever it was before. A length that was not taken
 *  then is known from the profile alone, which is believed as long as the other length is still in it. */
function answerMeasures(answer: Clock, situation: Situation): Measures {
  const { current, terms } = situation
  const own = ownMeasure(answer)
  const raise = raiseSince(answer.startedAt, situation)
  if (raise === null) return [own]
  if (own.from === raise.at) {
    const before = current.facts.slice(0, current.facts.indexOf(raise)).flatMap(({ starts }) => starts)
    const first = before.findLast(({ kind }) => kind === 'ANSWER')
    return first === undefined ? [own] : [{ from: answer.startedAt, minutes: first.target }, own]
  }
  return terms.answer.normal === own.minutes ? [own, { from: raise.at, minutes: terms.answer.high }] : [own]
}

function raiseSince(startedAt: Instant, { current, terms }: Situation): Fact | null {
  if (current.importance !== 'high' || terms.importanceRaised !== 'from-raise') return null
  const raise = current.facts.findLast((fact) => fact.type === 'ImportanceChanged' && fact.importance === 'high')
  return raise !== undefined && raise.at >= startedAt ? raise : null
}

/** Its end, or a warning that nobody has been given. */
const isMoved = ({ before, after }: Move): boolean =>
  before.dueAt !== after.dueAt ||
  before.stages.some(
    ({ stage, at }) =>
      before.fired.every((fired) => fired.stage !== stage) && after.stages.some((one) => one.stage === stage && one.at !== at),
  )

/** RETURN is a right (p.8): one that was given is not shortened. */
const isTakenAway = ({ before, after }: Move): boolean => before.kind === 'RETURN' && after.dueAt < before.dueAt
