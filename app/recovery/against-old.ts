import { canonical } from '../../core/canonical.ts'
import type { KeptCase } from '../../core/kept-case.ts'
import type { Store, StoreReading } from '../../core/store.ts'
import { everyPage } from './every.ts'
import type { Problem } from './fold-cases.ts'

/** The cases made anew beside those of the store they take the place of. */
export interface AgainstOld {
  readonly same: number
  /** Cases that are not as they were, though the log has all of their facts. */
  readonly changed: readonly string[]
  /** Cases of which the old store knows more than the log. */
  readonly poorer: readonly Problem[]
}

export async function againstOld(old: StoreReading['documents'], { documents }: Store, seen: (count: number) => void): Promise<AgainstOld> {
  const found = { same: 0, changed: [] as string[], poorer: [] as Problem[] }
  for await (const { items } of everyPage<KeptCase>(old, 'cases')) {
    const pairs = await Promise.all(
      items.map(async ({ id, value }) => [value, (await documents.get<KeptCase>('cases', id))?.value] as const),
    )
    for (const [before, now] of pairs) {
      const facts = now?.facts.length ?? 0
      if (facts < before.facts.length) found.poorer.push(poorerThan(before, facts))
      else if (canonical(before) === canonical(now)) found.same += 1
      else found.changed.push(before.id)
    }
    seen(items.length)
  }
  return found
}

const poorerThan = ({ id, facts }: KeptCase, found: number): Problem => ({
  caseId: id,
  sentence: `${id}: the old store has ${facts.length} facts, the log ${found}`,
})
