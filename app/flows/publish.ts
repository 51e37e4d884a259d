import type { Case, CaseId, Draft } from '../../core/case.ts'
import type { Write } from '../../core/documents.ts'
import { getCase } from '../../core/kept-case.ts'
import { HEADERS } from '../../core/message.ts'
import type { Store } from '../../core/store.ts'
import type { Stage } from './consume.ts'
import { owedWrite } from './owed-publication.ts'

/** Type of the message that an approved answer comes with. */
export const APPROVED = 'otklik.case.draft-approved.v1'
const BATCH = 128

/** Who reads what. */
export const PUBLISHER = { group: 'publisher', topics: ['cases'] } as const

/** Approved facts on `cases` → what is owed to the platforms. Nothing is spoken here, so no platform can hold the log up; an approval
 *  that comes twice owes one answer. */
export function publishStage(store: Store): Stage {
  return {
    ...PUBLISHER,
    batch: BATCH,
    async process(messages) {
      const approved = messages.filter((message) => message.headers[HEADERS.type] === APPROVED)
      const writes = await Promise.all(approved.map(({ key, at }) => owedFor(store, key as CaseId, at)))
      return { writes: writes.flat() }
    },
  }
}

async function owedFor(store: Store, caseId: CaseId, at: number): Promise<readonly Write[]> {
  const found = await getCase(store.documents, caseId)
  const draft = found === null ? null : approvedDraft(found.value)
  if (found === null || draft === null || draft.accountId === null) return []
  const account = `${found.value.post.platform}:${draft.accountId}`
  const owed = { caseId, version: draft.version, account, state: 'owed', attempt: 0, retryAt: at, reason: null, at } as const
  return [owedWrite(owed, { kind: 'create' })]
}

/** The draft that waits to be published; null when the case has moved on. */
export const approvedDraft = ({ state, draft, approvedVersion }: Case): Draft | null =>
  state === 'approved' && draft !== null && draft.version === approvedVersion ? draft : null
