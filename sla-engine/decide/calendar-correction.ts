import { isBlank } from '../../core/blank.ts'
import type { Clock } from '../../core/clock.ts'
import type { Instant } from '../../core/time.ts'
import { heldDraft, refuse, type Rule, type Situation } from './decision.ts'

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
  const raisedAt = answer === undefined ? null : raiseSince(answer.startedAt, situation)
  const importance = current.importance ?? 'normal'
  const recounted = (before: Clock): Clock => {
    const isByImportance = before.kind === 'ANSWER' || before.kind === 'DRAFT'
    // DRAFT is measured from where ANSWER is (p.11), whenever an agency has taken it up.
    const from = (isByImportance ? answer : before)?.runningSince ?? before.startedAt
    return terms.recount(before, { importance, from, raisedAt: isByImportance ? raisedAt : null, now: meta.at })
  }
  return [...running, ...heldDraft(current)]
    .filter(({ unit }) => unit === 'working')
    .map((before) => ({ before, after: recounted(before) }))
    .filter((move) => isMoved(move, meta.at) && !isTakenAway(move))
}

/** When the case was raised since then, if that gives a term of its own. */
function raiseSince(startedAt: Instant, { current, terms }: Situation): Instant | null {
  if (current.importance !== 'high' || terms.importanceRaised !== 'from-raise') return null
  const raise = current.facts.findLast((fact) => fact.type === 'ImportanceChanged' && fact.importance === 'high')
  return raise !== undefined && raise.at >= startedAt ? raise.at : null
}

/** Its end, or a warning that is still to come by one of the two. */
const isMoved = ({ before, after }: Move, now: Instant): boolean =>
  before.dueAt !== after.dueAt ||
  before.stages.some(({ stage, at }) => {
    const then = after.stages.find((one) => one.stage === stage)?.at ?? at
    return then !== at && (then > now || before.fired.every((fired) => fired.stage !== stage))
  })

/** RETURN is a right (p.8): one that was given is not shortened. */
const isTakenAway = ({ before, after }: Move): boolean => before.kind === 'RETURN' && after.dueAt < before.dueAt
