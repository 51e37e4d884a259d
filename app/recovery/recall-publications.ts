import type { Case } from '../../core/case.ts'
import { queryCases } from '../../core/kept-case.ts'
import type { Store } from '../../core/store.ts'
import type { Instant } from '../../core/time.ts'
import { owedWrite, publicationKey } from '../flows/owed-publication.ts'
import { approvedDraft } from '../flows/publish.ts'

/**
 * Answers that were approved and of which nobody knows any more whether they were spoken. Each becomes a publication whose attempt ended
 * without a word: whoever takes it up looks for the answer on the platform and asks a person when it does not stand; nothing is spoken
 * twice. `untouched`: cases whose approval the publisher has still to read. Returns how many.
 */
export async function recallPublications(store: Store, untouched: ReadonlySet<string>, at: Instant): Promise<number> {
  let recalled = 0
  let after: string | undefined
  do {
    const where = [{ field: 'state', is: 'approved' }]
    const page = await queryCases(store.documents, { where, limit: 100, ...(after !== undefined && { after }) })
    for (const { value } of page.items) if (!untouched.has(value.id) && (await recall(store, value, at))) recalled += 1
    after = page.next ?? undefined
  } while (after !== undefined)
  return recalled
}

async function recall({ documents }: Store, current: Case, at: Instant): Promise<boolean> {
  const draft = approvedDraft(current)
  if (draft === null || draft.accountId === null || isWithPerson(current)) return false
  const { version, accountId } = draft
  const owed = { caseId: current.id, version, account: `${current.post.platform}:${accountId}` }
  if ((await documents.get('publications', publicationKey(owed))) !== null) return false
  const attempt = { state: 'sending', attempt: 1, retryAt: at, reason: null, at } as const
  await documents.write(owedWrite({ ...owed, ...attempt }, { kind: 'create' }))
  return true
}

/** Since the approval somebody was asked to look. */
const isWithPerson = ({ facts }: Case): boolean =>
  facts
    .slice(facts.findLastIndex((fact) => fact.type === 'DraftApproved'))
    .some((fact) => fact.type === 'PublicationFailed' && fact.needsHuman)
