import { type Case, districtIdOf, type Fact, topicIdOf } from '../core/case.ts'
import type { Clock } from '../core/clock.ts'
import type { Write } from '../core/documents.ts'
import { keptCase } from '../core/kept-case.ts'
import { withJson } from '../core/shared-json.ts'
import { messagesOf } from './case-message.ts'
import { keptCaseText } from './case-text.ts'
import { nextAlarmAt } from './decide/time-passing.ts'
import { evolve } from './evolve.ts'

const groupOf = (topicId: string | null): string | null => topicId?.split('/')[0] ?? null

const earliest = (clocks: readonly Clock[]): number | null => {
  const running = clocks.filter((clock) => clock.runningSince !== null && clock.kind !== 'RETURN').map((clock) => clock.dueAt)
  return running.length === 0 ? null : Math.min(...running)
}

/** The one write of a case: document, fields to find it by, and the messages its new facts owe. `newFacts` are the last of `current.facts`. */
export function caseWrite(current: Case, newFacts: readonly Fact[], mode: Write['mode']): Write {
  const { classification, post, clocks } = current
  const topicId = topicIdOf(current)
  const agencies = [...new Set([...current.returnedBy, ...(current.agencyId === null ? [] : [current.agencyId])])]
  const value = keptCase(current)
  return {
    collection: 'cases',
    id: current.id,
    value: withJson(value, () => keptCaseText(value)),
    fields: {
      state: current.state,
      topicId,
      groupId: groupOf(topicId),
      districtId: districtIdOf(current),
      importance: current.importance ?? classification.importance.value,
      platform: post.platform,
      agencies,
      agencyId: current.agencyId,
      authorId: post.author.id,
      openedAt: current.openedAt,
      detectedAt: current.detectedAt,
      closedAt: current.closedAt,
      answerDueAt: clocks.findLast((clock) => clock.kind === 'ANSWER' && clock.runningSince !== null)?.dueAt ?? null,
      nextDueAt: earliest(clocks),
      nextAlarmAt: nextAlarmAt(current),
    },
    lemmas: classification.lemmas,
    mode,
    outbox: messagesOf(newFacts, statesAfter(current, newFacts.length)),
  }
}

/** The case as it was after each of its last facts: folded once from the beginning. */
function statesAfter(current: Case, count: number): readonly Case[] {
  if (count < 2) return [current].slice(0, count)
  const states: Case[] = []
  let folded: Case | null = null
  for (const fact of current.facts) {
    folded = evolve(folded, fact)
    states.push(folded)
  }
  return states.slice(states.length - count)
}
