import { type Case, type CaseId, isDismissed } from '../../core/case.ts'
import { getCase } from '../../core/kept-case.ts'
import type { Store } from '../../core/store.ts'
import { refused } from './problem.ts'

/** A case that will be answered, or was. */
const isAnswered = (found: Case): boolean => !isDismissed(found) && found.state !== 'refused' && found.state !== 'withdrawn'

/**
 * A duplicate of a case that nobody has, that is not answered or that is itself a duplicate of this one would lose the message.
 * @throws {Problem} 422 naming the target
 */
export async function assertAnswered({ documents }: Store, target: CaseId, duplicate: string): Promise<void> {
  const seen = new Set<string>([duplicate])
  for (let id: CaseId | null = target; id !== null && !seen.has(id);) {
    seen.add(id)
    const found: Case | undefined = (await getCase(documents, id))?.value
    if (found !== undefined && isAnswered(found)) return
    id = found?.state === 'technical-duplicate' ? (found.dismissal?.target ?? null) : null
  }
  throw refused('target-missing', { field: 'target', value: target })
}
