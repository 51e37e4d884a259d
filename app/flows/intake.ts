import type { RouteSuggestion } from '../../core/agency.ts'
import { type Case, caseIdOf } from '../../core/case.ts'
import type { Classification } from '../../core/classification.ts'
import type { Stored, Write } from '../../core/documents.ts'
import type { NewMessage } from '../../core/message.ts'
import type { Store } from '../../core/store.ts'
import type { Instant, Now } from '../../core/time.ts'
import { ClassifiedSchema, type ClassifiedPost } from '../schemas/classified-schema.ts'
import { readMessage } from '../schemas/read-message.ts'
import { archiveWrite } from './archive.ts'
import type { Stage } from './consume.ts'
import { deadMessage } from './dead-letter.ts'

/** What the intake asks of router and sla-engine, bound to the region's data. */
export interface CaseDesk {
  suggest(classification: Classification, at: Instant): RouteSuggestion | null
  /** A new case, detected and routed at once where an automatic rule says so. */
  open(item: ClassifiedPost, suggestion: RouteSuggestion | null, at: Instant): Write
  /** The case after an edit or deletion of its post; null when nothing changes. */
  revise(found: Stored<Case>, item: ClassifiedPost, at: Instant): Write | null
}

export interface Intake {
  readonly store: Store
  readonly desk: CaseDesk
  readonly now: Now
}

const BATCH = 256

/** `posts.classified` → archive, and a case where a response may be required. A redelivery finds what it made and changes nothing. */
export function intakeStage(flow: Intake): Stage {
  return {
    group: 'intake',
    topics: ['posts.classified'],
    batch: BATCH,
    async process(messages) {
      const append: NewMessage[] = []
      const newest = new Map<string, ClassifiedPost>()
      for (const message of messages) {
        const read = readMessage(message, ClassifiedSchema)
        if (read.kind === 'ok') newest.set(read.value.post.id, read.value)
        if (read.kind === 'dead') append.push(deadMessage(message, read.error, 'intake', flow.now()))
      }
      const writes: Write[] = []
      for (const item of newest.values()) writes.push(...(await takeIn(flow, item)))
      return { append, writes }
    },
  }
}

async function takeIn({ store, desk, now }: Intake, item: ClassifiedPost): Promise<readonly Write[]> {
  const { post, classification } = item
  const archived = await store.documents.get<ClassifiedPost>('posts', post.id)
  if (archived !== null && !isNewer(item, archived.value)) return []
  const archive = archiveWrite(item, archived === null ? { kind: 'create' } : { kind: 'replace', version: archived.version })
  const caseId = caseIdOf(post.id)
  const found = archived === null ? null : await store.documents.get<Case>('cases', caseId)
  if (found !== null) {
    const revised = desk.revise(found, item, now())
    return revised === null ? [archive] : [archive, revised]
  }
  const opens = classification.needsResponse.value && post.deletedAt === null
  return opens ? [archive, desk.open(item, desk.suggest(classification, now()), now())] : [archive]
}

/** A revision counts once; an older reading that comes late does not undo a newer one. */
const isNewer = ({ post }: ClassifiedPost, { post: known }: ClassifiedPost): boolean =>
  post.rev !== known.rev && post.collectedAt >= known.collectedAt && (post.editedAt ?? 0) >= (known.editedAt ?? 0)
