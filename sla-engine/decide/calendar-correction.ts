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

function movesOf({ current, meta, terms }: Situation): readonly Move[] {
  const running = current.clocks.filter((clock) => clock.runningSince !== null)
  const answer = running.find((clock) => clock.kind === 'ANSWER')
  return [...running, ...heldDraft(current)]
    .filter(({ unit }) => unit === 'working')
    .map((before) => ({ before, after: terms.recount(before, current.importance ?? 'normal', anchorOf(before, answer), meta.at) }))
    .filter(isMoved)
}

/** DRAFT is measured from where ANSWER is (p.11), whenever an agency has taken it up. */
const anchorOf = (clock: Clock, answer: Clock | undefined): Instant =>
  (clock.kind === 'DRAFT' ? answer?.runningSince : clock.runningSince) ?? clock.startedAt

/** Its end, or a warning that is still to come. */
const isMoved = ({ before, after }: Move): boolean =>
  before.dueAt !== after.dueAt ||
  before.stages.some(
    ({ stage, at }) =>
      before.fired.every((fired) => fired.stage !== stage) && after.stages.some((one) => one.stage === stage && one.at !== at),
  )
