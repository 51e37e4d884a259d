import type { Case, Fact } from '../../../core/case.ts'
import type { History } from '../history.ts'
import { keptCases } from '../kept-cases.ts'

/** An approved answer is written at most once, nothing else is ever written, and what became of it is in the facts. */
export function publicationProblems({ answers, documents }: History): readonly string[] {
  const cases = keptCases(documents).map(({ value }) => value)
  const approved = new Set(cases.flatMap((one) => one.facts.flatMap((fact) => approvedKey(one, fact))))
  const standing = new Map(answers.map((answer) => [answer.url, answer]))
  return [
    ...[...Map.groupBy(answers, (one) => one.key)].filter(([, own]) => own.length > 1).map(([key]) => `publications doubled: ${key}`),
    ...answers.filter((one) => !approved.has(one.key)).map(({ key }) => `publications invented: ${key}`),
    ...cases.flatMap((one) => one.facts.flatMap((fact) => claimed(fact, standing))),
    ...cases.flatMap(unanswered),
    ...answers.filter((answer) => !isKnown(answer.key, cases)).map(({ key }) => `publications unrecorded: ${key}`),
  ]
}

const approvedKey = ({ id }: Case, fact: Fact): readonly string[] => (fact.type === 'DraftApproved' ? [`${id}:${fact.version}`] : [])

const claimed = (fact: Fact, standing: ReadonlyMap<string, unknown>): readonly string[] =>
  fact.type === 'AnswerPublished' && !standing.has(fact.url) ? [`publications invented: ${fact.id} says ${fact.url}`] : []

/** An approved draft with an account to speak from does not wait for ever without a word. */
function unanswered({ id, state, draft, facts }: Case): readonly string[] {
  if (state !== 'approved' || draft?.accountId == null) return []
  const approvedAt = facts.findLastIndex((fact) => fact.type === 'DraftApproved')
  return facts.slice(approvedAt).some((fact) => fact.type === 'PublicationFailed') ? [] : [`publications lost: ${id}`]
}

/** Recorded as published, or handed to a person who looks. */
function isKnown(key: string, cases: readonly Case[]): boolean {
  const owner = cases.find((one) => key.startsWith(`${one.id}:`))
  return owner?.facts.some((fact) => fact.type === 'AnswerPublished' || (fact.type === 'PublicationFailed' && fact.needsHuman)) ?? false
}
