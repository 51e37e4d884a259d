import { z } from 'zod'
import type { Case, Fact } from '../core/case.ts'
import type { Clock, ClockKind } from '../core/clock.ts'
import type { OwedMessage } from '../core/documents.ts'
import { cloudEvent, type NewMessage } from '../core/message.ts'
import { withJson } from '../core/shared-json.ts'
import { partsOf } from '../core/text.ts'
import { routedTopic } from '../core/topics.ts'
import { traceOf } from '../core/trace.ts'
import { factText } from './case-text.ts'

const kebab = (name: string): string => name.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase()

/** Body of `otklik.case.<fact>.v1` on topic `cases`: the whole fact, so that the case can be made anew from the log. */
export const CaseFactSchema = z.looseObject({
  caseId: z.string(),
  type: z.string(),
  state: z.string(),
  agencyId: z.string().nullable(),
  fact: z.looseObject({
    id: z.string(),
    at: z.number().int(),
    effectiveAt: z.number().int(),
    by: z.looseObject({ kind: z.enum(['person', 'system', 'rule']), id: z.string() }),
    key: z.string(),
    late: z.boolean(),
  }),
})

/** Body of `otklik.case.routed.v1` on topic `routed.<agency>`: everything the agency's own system needs to begin. Instants in ms since the epoch.
 *  Loose, because a reader keeps a copy of the schema, and fields may be added within v1. */
export const HandOverSchema = z.looseObject({
  caseId: z.string(),
  agencyId: z.string(),
  handedOverAt: z.number().int(),
  detectedAt: z.number().int().nullable(),
  topicId: z.string().nullable(),
  districtId: z.string().nullable(),
  placeName: z.string().nullable(),
  importance: z.enum(['normal', 'high']).nullable(),
  returnUntil: z.number().int().nullable(),
  draftDueAt: z.number().int().nullable(),
  answerDueAt: z.number().int().nullable(),
  reason: z.string().nullable(),
  post: z.looseObject({
    id: z.string(),
    platform: z.string(),
    url: z.string().nullable(),
    text: z.string(),
    author: z.looseObject({ id: z.string(), name: z.string() }),
    createdAt: z.number().int(),
  }),
})

/** The messages new facts owe: each fact to `cases`, a routing also to the agency's own topic, all with the trace of the
 *  revision the case is about then. `after[i]` is the case after `facts[i]`. */
export function messagesOf(facts: readonly Fact[], after: readonly Case[]): readonly OwedMessage[] {
  return facts.flatMap((fact, index) => {
    const current = after[index]
    if (current === undefined) return []
    const headers = traceOf(current.post)
    return [factMessage(current, fact, headers), ...handOver(current, fact, headers)]
  })
}

/** Of the last fact of the case. */
function factMessage(current: Case, fact: Fact, headers: NewMessage['headers']): OwedMessage {
  const about = { caseId: current.id, type: fact.type, state: current.state, agencyId: current.agencyId }
  const between = [`${JSON.stringify(about).slice(0, -1)},"fact":`, '}'] as const
  const message = cloudEvent({
    topic: 'cases',
    key: current.id,
    id: fact.id,
    type: `otklik.case.${kebab(fact.type)}.v1`,
    at: fact.at,
    data: withJson({ ...about, fact }, () => [between[0], ...partsOf(factText(fact)), between[1]]),
    headers,
  })
  return { ...message, restates: { path: ['facts', current.facts.length - 1], between } }
}

const dueOf = (clocks: readonly Clock[], kind: ClockKind): number | null =>
  clocks.findLast((clock) => clock.kind === kind && clock.runningSince !== null)?.dueAt ?? null

function handOver(current: Case, fact: Fact, headers: NewMessage['headers']): readonly NewMessage[] {
  if (fact.type !== 'RoutedToAgency' && fact.type !== 'ReroutedToAgency') return []
  const { topicId, districtId, placeName, importance, detectedAt, clocks, post } = current
  const data: z.input<typeof HandOverSchema> = {
    caseId: current.id,
    agencyId: fact.agencyId,
    handedOverAt: fact.at,
    detectedAt,
    topicId,
    districtId,
    placeName,
    importance,
    returnUntil: dueOf(clocks, 'RETURN'),
    draftDueAt: dueOf(clocks, 'DRAFT'),
    answerDueAt: dueOf(clocks, 'ANSWER'),
    reason: fact.type === 'ReroutedToAgency' ? fact.reason : fact.overrideReason,
    post: { ...post, author: { ...post.author } },
  }
  return [
    cloudEvent({
      topic: routedTopic(fact.agencyId),
      key: current.id,
      id: `${fact.id}:hand-over`,
      type: 'otklik.case.routed.v1',
      at: fact.at,
      data,
      headers,
    }),
  ]
}
