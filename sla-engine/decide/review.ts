import { isBlank } from '../../core/blank.ts'
import type { Importance } from '../../core/classification.ts'
import type { Clock } from '../../core/clock.ts'
import { BY_IMPORTANCE, heldDraft, refuse, type Rule, type Situation, start, stopsAll } from './decision.ts'

/** p.7: the first recorded act that says "a response is required" is T0. Importance has no default. */
export const detect: Rule<'detect'> = (situation, { topicId, districtId, placeName, importance }) => {
  if (isBlank(topicId) || isBlank(districtId) || importance === null) {
    return refuse('incomplete-classification', { topicId, districtId, importance })
  }
  const { at } = situation.meta
  const weighed = { ...situation, current: { ...situation.current, importance } }
  return [
    {
      type: 'MessageDetected',
      topicId: topicId ?? '',
      districtId: districtId ?? '',
      placeName: placeName ?? '',
      importance,
      starts: [start(weighed, 'ROUTE', at), start(weighed, 'ANSWER', at)],
    },
  ]
}

export const dismiss: Rule<'dismiss'> = ({ current }, { as, reason, target }) => {
  if (isBlank(reason)) return refuse('reason-missing', { field: 'reason' })
  if (as === 'technical-duplicate' && (isBlank(target) || target === current.id)) return refuse('target-missing', { field: 'target' })
  return [{ type: 'MessageDismissed', as, reason, target }]
}

/** p.20; never automatic, cancels every clock. What is found after the publication changes nothing. */
export const refuseMessage: Rule<'refuse'> = ({ current, meta }, { ground, reason }) => {
  if (current.publication !== null) return refuse('wrong-moment', { field: 'publication' })
  if (isBlank(reason)) return refuse('reason-missing', { field: 'reason' })
  return [{ type: 'MessageRefused', ground, reason, stops: stopsAll(current, meta.at) }]
}

export const changeImportance: Rule<'change-importance'> = (situation, { importance, reason }) => {
  if (isBlank(reason)) return refuse('reason-missing', { field: 'reason' })
  if (situation.current.importance === importance) return refuse('wrong-moment', { importance })
  return [{ type: 'ImportanceChanged', importance, reason, starts: recomputed(situation, importance) }]
}

/** Raised at U: the earlier of the old due time and U ⊕ target, or T0 ⊕ target by policy. Lowered: T0 ⊕ target. A DRAFT that stands still
 *  because no agency has the case is recomputed and goes on standing still. The others keep their terms, and tell those above when the new
 *  importance says. */
function recomputed({ current, meta, terms }: Situation, importance: Importance): readonly Clock[] {
  const fromRaise = importance === 'high' && terms.importanceRaised === 'from-raise'
  const running = current.clocks.filter((clock) => clock.runningSince !== null)
  const isByImportance = ({ kind }: Clock): boolean => BY_IMPORTANCE.includes(kind)
  const measured = [...running.filter(isByImportance), ...heldDraft(current)].map((clock) => {
    const { runningSince, stoppedAt } = clock
    const anew = terms.restart(clock, importance, fromRaise ? meta.at : clock.startedAt, fromRaise ? clock.dueAt : null)
    return runningSince === null ? { ...anew, runningSince, stoppedAt } : anew
  })
  const others = running.filter((clock) => !isByImportance(clock))
  return [...measured, ...others.flatMap((clock) => terms.escalate(clock, importance) ?? [])]
}
