import type { Case, CaseId, Fact } from './case.ts'
import type { DocumentPage, Documents, Query, Stored } from './documents.ts'

/** The document of a case: what its facts say of the message is not kept a second time. */
export type KeptCase = Omit<Case, 'post' | 'classification' | 'suggestion'>

export function keptCase(current: Case): KeptCase {
  const { post: _post, classification: _classification, suggestion: _suggestion, ...kept } = current
  return kept
}

/** @throws {Error} facts that do not begin with `MessageTakenIn` */
export function caseOf(kept: KeptCase): Case {
  const [first] = kept.facts
  if (first?.type !== 'MessageTakenIn') throw new Error(`${kept.id}: a case begins with MessageTakenIn, not with ${first?.type}`)
  const { post, classification } = kept.facts.findLast(saysTheMessage) ?? first
  return { ...kept, post, classification, suggestion: first.suggestion }
}

/** Facts that say what the message is from then on. */
export const saysTheMessage = (fact: Fact): fact is Extract<Fact, { type: 'MessageTakenIn' | 'MessageRevised' }> =>
  fact.type === 'MessageTakenIn' || fact.type === 'MessageRevised'

export async function getCase(documents: Pick<Documents, 'get'>, id: CaseId): Promise<Stored<Case> | null> {
  const found = await documents.get<KeptCase>('cases', id)
  return found === null ? null : { ...found, value: caseOf(found.value) }
}

/** A page of the collection `cases`. @throws {Malformed} an undeclared field */
export async function queryCases(documents: Pick<Documents, 'query'>, query: Omit<Query, 'collection'>): Promise<DocumentPage<Case>> {
  const { items, next } = await documents.query<KeptCase>({ ...query, collection: 'cases' })
  return { items: items.map((one) => ({ ...one, value: caseOf(one.value) })), next }
}
