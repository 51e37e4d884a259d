import { isDeepStrictEqual } from 'node:util'
import { type Case, topicIdOf } from '../../../core/case.ts'
import { evolve } from '../../../sla-engine/evolve.ts'
import { nextAlarmAt } from '../../../sla-engine/decide/time-passing.ts'
import type { History } from '../history.ts'
import { keptCases } from '../kept-cases.ts'
import type { Kept } from '../memory-documents.ts'

/** Facts are numbered without a gap, follow one another in time, and fold to the very case that is stored. */
export const caseProblems = ({ documents }: History): readonly string[] =>
  keptCases(documents).flatMap((kept) => [...numbering(kept.value), ...agreement(kept.value), ...fields(kept, kept.value)])

function numbering({ id, facts }: Case): readonly string[] {
  const numbered = facts.every((fact, index) => fact.id === `${id}#${index + 1}`)
  const inTime = facts.every((fact, index) => index === 0 || fact.at >= facts[index - 1]!.at)
  return [...(numbered ? [] : [`facts misnumbered: ${id}`]), ...(inTime ? [] : [`facts out of order: ${id}`])]
}

function agreement(current: Case): readonly string[] {
  const folded = current.facts.reduce<Case | null>(evolve, null)
  return isDeepStrictEqual(folded, current) ? [] : [`facts and state differ: ${current.id}`]
}

function fields({ fields: found }: Kept, current: Case): readonly string[] {
  const expected = { state: current.state, topicId: topicIdOf(current), agencyId: current.agencyId, nextAlarmAt: nextAlarmAt(current) }
  return Object.entries(expected).flatMap(([field, value]) =>
    found[field] === value ? [] : [`fields and state differ: ${current.id} ${field}`],
  )
}
