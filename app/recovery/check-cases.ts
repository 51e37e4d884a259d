import { canonical } from '../../core/canonical.ts'
import type { Case } from '../../core/case.ts'
import { caseOf, type KeptCase, keptCase } from '../../core/kept-case.ts'
import type { LogMessage } from '../../core/message.ts'
import type { Store } from '../../core/store.ts'
import { evolve } from '../../sla-engine/evolve.ts'
import { loggedFact } from './logged-fact.ts'

/** Whether a stored case is what its own facts fold to. Facts that cannot be folded are no history of it. */
export function isFoldOfFacts(stored: KeptCase): boolean {
  try {
    const folded = stored.facts.reduce<Case | null>(evolve, null)
    return folded !== null && canonical(keptCase(folded)) === canonical(keptCase(caseOf(stored)))
  } catch {
    return false
  }
}

/** Facts of these messages that their stored case does not have as they are, one sentence each. Messages that cannot be read are no facts. */
export async function missingFacts(store: Pick<Store, 'documents'>, messages: readonly LogMessage[]): Promise<readonly string[]> {
  const facts = messages.flatMap((message) => {
    const read = loggedFact(message)
    return read.kind === 'ok' ? [read.value] : []
  })
  const ids = [...new Set(facts.map((one) => one.caseId))]
  const cases = new Map(await Promise.all(ids.map(async (id) => [id, (await store.documents.get<KeptCase>('cases', id))?.value] as const)))
  return facts.flatMap(({ caseId, ordinal, fact }) => {
    const stored = cases.get(caseId)
    if (stored === undefined) return [`${caseId}: the log has its fact #${ordinal}, the store has no such case`]
    return canonical(stored.facts[ordinal - 1]) === canonical(fact) ? [] : [`${fact.id}: the store has another fact than the log`]
  })
}
