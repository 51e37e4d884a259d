import { z } from 'zod'
import type { Attachment, Case, Command, CommandMeta, Draft } from '../../core/case.ts'
import type { LogMessage } from '../../core/message.ts'
import type { PublicationResult, Publisher } from '../../core/publisher.ts'
import type { Store } from '../../core/store.ts'
import type { Now } from '../../core/time.ts'
import { readMessage } from '../schemas/read-message.ts'
import type { Stage } from './consume.ts'
import { deadMessage } from './dead-letter.ts'

export interface Publish {
  readonly store: Store
  readonly now: Now
  readonly signal: AbortSignal
  /** The connector that speaks for an agency's account on a platform; null: a person publishes and pastes the link. */
  readonly publisherFor: (item: Case, draft: Draft) => Publisher | null
  readonly photo: (attachment: Attachment) => Promise<Uint8Array>
  readonly command: (caseId: string, command: Command, meta: CommandMeta) => Promise<unknown>
}

const FactSchema = z.object({ caseId: z.string(), type: z.string() })
const ACTOR = { kind: 'system', id: 'publisher', name: 'publisher', role: null, agencyId: null } as const

/** Approved facts on `cases` → an answer on the platform. One item a batch: an effect outside cannot be rolled back with its neighbours. */
export function publishStage(flow: Publish): Stage {
  return {
    group: 'publisher',
    topics: ['cases'],
    batch: 1,
    async process(messages) {
      const append = []
      for (const message of messages) {
        const read = readMessage(message, FactSchema)
        if (read.kind === 'dead') append.push(deadMessage(message, read.error, 'publish', flow.now()))
        if (read.kind === 'ok' && read.value.type === 'DraftApproved') await publishApproved(flow, read.value.caseId, message)
      }
      return { append }
    },
  }
}

async function publishApproved(flow: Publish, caseId: string, message: LogMessage): Promise<void> {
  const found = await flow.store.documents.get<Case>('cases', caseId)
  const draft = found?.value.draft ?? null
  if (found === null || draft === null || found.value.state !== 'approved' || draft.version !== found.value.approvedVersion) return
  const publisher = flow.publisherFor(found.value, draft)
  if (publisher === null || draft.accountId === null) return
  const key = `${caseId}:${draft.version}`
  await flow.store.documents.write({
    collection: 'publications',
    id: key,
    value: { caseId, startedAt: flow.now(), offset: message.offset },
    fields: { caseId, state: 'sending' },
    mode: { kind: 'create' },
  })
  const attachments = await Promise.all(draft.attachments.map(async (one) => ({ ...one, content: await flow.photo(one) })))
  const result = await publisher.publish(
    { inReplyTo: found.value.post, text: draft.text, attachments, accountId: draft.accountId, key },
    flow.signal,
  )
  await flow.command(caseId, commandFor(result, draft.accountId), { by: ACTOR, at: flow.now(), key: `publish:${key}:${result.kind}` })
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
