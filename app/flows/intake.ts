import type { RouteSuggestion } from '../../core/agency.ts'
import { type Case, caseIdOf, needsCase } from '../../core/case.ts'
import type { Classification } from '../../core/classification.ts'
import { keepMembers } from '../../core/classified-json.ts'
import type { Stored, Version, Write } from '../../core/documents.ts'
import { caseOf, getCase, type KeptCase } from '../../core/kept-case.ts'
import type { LogMessage, NewMessage } from '../../core/message.ts'
import type { Post } from '../../core/post.ts'
import { onlyJson } from '../../core/shared-json.ts'
import type { Store } from '../../core/store.ts'
import type { Instant, Now } from '../../core/time.ts'
import { ClassifiedSchema, type ClassifiedPost } from '../schemas/classified-schema.ts'
import { type QuickCheck, quickCheck } from '../schemas/quick-check.ts'
import { readMessage } from '../schemas/read-message.ts'
import { archiveWrite } from './archive.ts'
import { breath } from './breath.ts'
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

/** A reader of a platform is seldom further behind. */
const FRESH_MS = 86_400_000

/** Who reads what, and how much at a time. */
export const INTAKE = { group: 'intake', topics: ['posts.classified'], batch: 256 } as const

/** `posts.classified` → archive, and a case where a response may be required. A redelivery finds what it made and changes nothing;
 *  whoever finds that another worker was faster looks again. */
export function intakeStage(flow: Intake): Stage {
  const fits = quickCheck(ClassifiedSchema)
  /** Whether what was looked for last was unknown, all of it: most messages are new, and looking for each costs as much as making it. What is
   *  there against all expectation, no `create` overwrites. */
  let expectsNew = false
  /** How often something was there all the same: a batch that began before does not switch the expectation on again. */
  let surprises = 0
  return {
    ...INTAKE,
    async process(messages, { careful = false, inFront = Promise.resolve() } = {}) {
      expectsNew &&= !careful
      surprises += Number(careful)
      const before = surprises
      const { append, writes, others } = await (expectsNew ? newAndOthers : noneAsNew)(flow, messages, fits)
      const found = await Promise.all(others.map((revisions) => takeIn(flow, revisions, inFront)))
      expectsNew ||= surprises === before && !careful && found.length > 0 && found.every((one) => one.wasUnknown)
      return { append, writes: [...writes, ...found.flatMap((one) => one.writes)], strict: true }
    },
  }
}

/** What is made of messages before anything is looked for; `others` is what has to be, by the post. */
interface Begun {
  readonly append: readonly NewMessage[]
  readonly writes: readonly Write[]
  readonly others: readonly (readonly ClassifiedPost[])[]
}

type Begin = (flow: Intake, messages: readonly LogMessage[], fits: QuickCheck<ClassifiedPost>) => Promise<Begun>

const noneAsNew: Begin = async (flow, messages, fits) => {
  const { posts, dead } = readAll(flow, messages, fits)
  return { append: dead, writes: [], others: posts }
}

/** Key by key: what was read of a message can go before the next is read. */
const newAndOthers: Begin = async (flow, messages, fits) => {
  const append: NewMessage[] = []
  const writes: Write[] = []
  const others: (readonly ClassifiedPost[])[] = []
  let done = 0
  for (const alike of byKey(messages)) {
    const { posts, dead } = readAll(flow, alike, fits)
    append.push(...dead)
    for (const revisions of posts) {
      if (revisions.every(isFirst)) writes.push(...asNew(flow, revisions))
      else others.push(revisions)
    }
    await breath((done += 1))
  }
  return { append, writes, others }
}

/** Revisions of a post have one key. */
const byKey = (messages: readonly LogMessage[]): Iterable<readonly LogMessage[]> => Map.groupBy(messages, ({ key }) => key).values()

interface Read {
  readonly posts: readonly (readonly ClassifiedPost[])[]
  readonly dead: readonly NewMessage[]
}

function readAll(flow: Intake, messages: readonly LogMessage[], fits: QuickCheck<ClassifiedPost>): Read {
  const items: ClassifiedPost[] = []
  const dead: NewMessage[] = []
  for (const message of messages) {
    const read = readMessage(message, ClassifiedSchema, fits)
    if (read.kind === 'dead') dead.push(deadMessage(message, read.error, { stage: INTAKE.group, attempt: 1, at: flow.now() }))
    if (read.kind !== 'ok') continue
    keepMembers(read.value)
    items.push(read.value)
  }
  return { posts: [...Map.groupBy(items, ({ post }) => post.id).values()], dead }
}

/** Nothing says that there was a revision before. The archive is kept by the month, and a `create` meets a document of its own month alone: what is
 *  older than a day, or has no time of its own, may lie in another one as well. */
const isFirst = ({ post: { editedAt, deletedAt, createdAt, collectedAt } }: ClassifiedPost): boolean =>
  editedAt === null && deletedAt === null && createdAt !== collectedAt && collectedAt - createdAt < FRESH_MS

const asNew = (flow: Intake, revisions: readonly ClassifiedPost[]): readonly Write[] =>
  onlyTexts([...archive(newestOf(revisions), null), ...opening(flow, revisions)])

interface Taken {
  readonly writes: readonly Write[]
  readonly wasUnknown: boolean
}

/** Archive and case are two writes, of which a crash may leave either undone: each is looked at by itself. Of a post that is known and has no case the
 *  batch in front may just be writing a newer revision, or the case of one that the archive no longer has, and nothing may be written here that
 *  would meet either. */
async function takeIn(flow: Intake, revisions: readonly ClassifiedPost[], inFront: Promise<void>): Promise<Taken> {
  const { documents } = flow.store
  const item = newestOf(revisions)
  const look = () => Promise.all([documents.get<ClassifiedPost>('posts', item.post.id), getCase(documents, caseIdOf(item.post.id))])
  const alongside = await look()
  const [archived, found] = alongside[0] !== null && alongside[1] === null ? await inFront.then(look) : alongside
  const known = archived === null ? revisions : [archived.value, ...revisions]
  const ofCase = found === null ? opening(flow, known) : revising(flow, newestOf(known), found)
  return { writes: onlyTexts([...archive(item, archived), ...ofCase]), wasUnknown: archived === null && found === null }
}

/** Only the JSON of each document is kept until it is written. */
const onlyTexts = (writes: readonly Write[]): readonly Write[] => writes.map((write) => ({ ...write, value: onlyJson(write.value) }))

/** By the platform's own times; a revision that comes late does not undo a newer one. */
export const newestOf = <One extends ClassifiedPost>(revisions: readonly One[]): One =>
  revisions.reduce((newest, one) => (isNewer(one.post, newest.post) ? one : newest))

/** What makes the archive hold this revision; nothing when it holds a newer one. */
export function archive(item: ClassifiedPost, archived: Stored<ClassifiedPost> | null): readonly Write[] {
  if (archived === null) return [archiveWrite(item, { kind: 'create' })]
  return isNewer(item.post, archived.value.post) ? [archiveWrite(item, { kind: 'replace', version: archived.version })] : []
}

function revising({ desk, now }: Intake, item: ClassifiedPost, found: Stored<Case>): readonly Write[] {
  const revised = isNewer(item.post, found.value.post) ? desk.revise(found, item, now()) : null
  return revised === null ? [] : [revised]
}

/**
 * A case is due as soon as one revision needs it, whether or not the next one came in the same batch: the write of an earlier attempt may
 * still be on its way, and would open a case that knows nothing of the newest.
 */
function opening({ desk, now }: Intake, known: readonly ClassifiedPost[]): readonly Write[] {
  const newest = newestOf(known)
  const item = needsCase(newest) ? newest : known.find(needsCase)
  if (item === undefined) return []
  const suggestion = desk.suggest(item.classification, now())
  if (item === newest) return [desk.open(item, suggestion, now())]
  // What asked for an answer once and does so no more a person detects, or nobody (p.7).
  const opened = desk.open(item, suggestion === null ? null : { ...suggestion, auto: null }, now())
  const revised = desk.revise({ id: opened.id, value: caseOf(opened.value as KeptCase), version: UNMADE }, newest, now())
  return [revised === null ? opened : { ...revised, mode: opened.mode, outbox: [...(opened.outbox ?? []), ...(revised.outbox ?? [])] }]
}

/** Of a document that is made and revised in one write. */
const UNMADE = '' as Version

/** A revision counts once; an older reading that comes late does not undo a newer one. The platform's own times say which is newer before
 *  those of our reading do, because the clock of a collector can be set back. */
function isNewer(post: Post, known: Post): boolean {
  if (post.rev === known.rev) return false
  const steps = [(post.editedAt ?? 0) - (known.editedAt ?? 0), Number(post.deletedAt !== null) - Number(known.deletedAt !== null)]
  return (steps.find((step) => step !== 0) ?? post.collectedAt - known.collectedAt) >= 0
}
