import { isDeepStrictEqual } from 'node:util'
import type { Fact } from '../../../core/case.ts'
import type { LogMessage } from '../../../core/message.ts'
import type { History } from '../history.ts'
import { keptCases } from '../kept-cases.ts'
import { AGENCY_IDS } from '../region.ts'
import { difference, disorder, eventId, firsts } from './ledger.ts'

/** Every fact reaches `cases` as it is in the case, in order; every hand-over reaches its agency. */
export function messageProblems({ log, documents }: History): readonly string[] {
  const facts = keptCases(documents).flatMap(({ value }) => value.facts)
  const byId = new Map(facts.map((fact) => [fact.id, fact]))
  const told = log.all('cases')
  return [
    ...difference('case messages', [...byId.keys()], told.map(eventId)),
    ...disorder('case messages', told, [...byId.keys()]),
    ...told.flatMap((message) => mismatch(message, byId.get(eventId(message)))),
    ...AGENCY_IDS.flatMap((agencyId) => handOvers(agencyId, facts, log.all(`routed.${agencyId}`))),
  ]
}

function mismatch(message: LogMessage, fact: Fact | undefined): readonly string[] {
  const told: unknown = (JSON.parse(message.value) as { fact: unknown }).fact
  const agrees = fact === undefined || isDeepStrictEqual(told, JSON.parse(JSON.stringify(fact)))
  return agrees ? [] : [`case messages and facts differ: ${eventId(message)}`]
}

function handOvers(agencyId: string, facts: readonly Fact[], messages: readonly LogMessage[]): readonly string[] {
  const expected = facts
    .filter((fact) => (fact.type === 'RoutedToAgency' || fact.type === 'ReroutedToAgency') && fact.agencyId === agencyId)
    .map((fact) => `${fact.id}:hand-over`)
  return [...difference('hand-overs', expected, firsts(messages).map(eventId)), ...disorder('hand-overs', messages, expected)]
}
