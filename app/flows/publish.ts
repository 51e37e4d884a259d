import type { Attachment, Case, CaseId, Command, CommandMeta, Draft } from '../../core/case.ts'
import { HEADERS } from '../../core/message.ts'
import type { PublicationResult, Publisher } from '../../core/publisher.ts'
import type { Store } from '../../core/store.ts'
import type { Now } from '../../core/time.ts'
import type { Stage } from './consume.ts'

export interface Publish {
  readonly store: Store
  readonly now: Now
  readonly signal: AbortSignal
  /** The connector that speaks for an agency's account on a platform; null: a person publishes and pastes the link. */
  readonly publisherFor: (item: Case, draft: Draft) => Publisher | null
  readonly photo: (attachment: Attachment) => Promise<Uint8Array>
  readonly command: (caseId: CaseId, command: Command, meta: CommandMeta) => Promise<unknown>
}

const ACTOR = { kind: 'system', id: 'publisher', name: 'publisher', role: null, agencyId: null } as const
const APPROVED = 'otklik.case.draft-approved.v1'
const BATCH = 256

/**
 * Approved facts on `cases` → an answer on the platform. A redelivered approval does nothing once the case has moved on; before
 * that the publisher looks for its own earlier answer, so a crash between speaking and recording does not speak twice.
 */
export function publishStage(flow: Publish): Stage {
  return {
    group: 'publisher',
    topics: ['cases'],
    batch: BATCH,
    async process(messages) {
      for (const message of messages) if (message.headers[HEADERS.type] === APPROVED) await publishApproved(flow, message.key as CaseId)
      return {}
    },
  }
}

async function publishApproved(flow: Publish, caseId: CaseId): Promise<void> {
  const found = await flow.store.documents.get<Case>('cases', caseId)
  const draft = found?.value.draft ?? null
  if (found === null || draft === null || found.value.state !== 'approved' || draft.version !== found.value.approvedVersion) return
  const publisher = flow.publisherFor(found.value, draft)
  if (publisher === null || draft.accountId === null) return
  const key = `${caseId}:${draft.version}`
  await mark(flow, key, caseId, { state: 'sending' })
  const attachments = await Promise.all(draft.attachments.map(async (one) => ({ ...one, content: await flow.photo(one) })))
  const result = await publisher.publish(
    { inReplyTo: found.value.post, text: draft.text, attachments, accountId: draft.accountId, key },
    flow.signal,
  )
  await flow.command(caseId, commandFor(result, draft.accountId), { by: ACTOR, at: flow.now(), key: `publish:${key}:${result.kind}` })
  await mark(flow, key, caseId, { state: result.kind })
}

/** What became of each attempt, for whoever has to look. */
async function mark(flow: Publish, key: string, caseId: CaseId, { state }: { state: string }): Promise<void> {
  const value = { caseId, state, at: flow.now() }
  await flow.store.documents.write({ collection: 'publications', id: key, value, fields: { caseId, state }, mode: { kind: 'put' } })
}

function commandFor(result: PublicationResult, accountId: string): Command {
  switch (result.kind) {
    case 'published':
      return { type: 'publish', url: result.url, where: 'in-place', reason: null, publishedAt: result.publishedAt, accountId }
    case 'impossible':
      return { type: 'report-publication-failure', reason: result.reason, needsHuman: false }
    case 'unknown':
      return { type: 'report-publication-failure', reason: result.reason, needsHuman: true }
  }
}
