import type { Account } from '../../core/actor.ts'
import type { Case, Fact } from '../../core/case.ts'
import { type Clock, warningsOf } from '../../core/clock.ts'
import type { Stored } from '../../core/documents.ts'
import { allowedCommands } from '../../sla-engine/authority.ts'
import { actorOf } from './access.ts'
import type { FoundPost } from './archived.ts'
import type { CaseCard, CaseRow, RowClock, TimelineItem } from './api.ts'
import { withoutContactsIn } from './contacts.ts'
import { hidesWords, hidingOf, maskedPost, seesAuthors, UNMASKERS } from './mask.ts'

const SHOWN_IN_ROW = 280

function rowClock(clock: Clock): RowClock {
  const { kind, dueAt, startedAt, runningSince } = clock
  return { kind, dueAt, startedAt, running: runningSince !== null, ...warningsOf(clock) }
}

/** A curator's decision, or the best estimate until there is one. */
function topicOf({ topicId, classification }: Case): Pick<CaseRow, 'topicId' | 'topicConfidence'> {
  if (topicId !== null) return { topicId, topicConfidence: null }
  const [best] = classification.topics
  return best === undefined ? { topicId: null, topicConfidence: null } : { topicId: best.topicId, topicConfidence: best.confidence }
}

/** District and place belong together: a decided district never stands beside an estimated place. */
function placeOf({ districtId, placeName, classification: { place } }: Case): Pick<CaseRow, 'districtId' | 'placeName'> {
  if (districtId !== null) return { districtId, placeName }
  return { districtId: place?.districtId ?? null, placeName: place?.name ?? null }
}

/** What people of the agencies wrote may name the author, and the answer stands below what he wrote. */
const withoutAuthor = <T>(written: T, { role }: Account): T => (seesAuthors(role) ? written : withoutContactsIn(written))

/** A line of a queue. */
export function caseRow({ value, version }: Stored<Case>, account: Account): CaseRow {
  const { classification } = value
  const post = maskedPost(value.post, hidingOf(value), account.role)
  return {
    id: value.id,
    version,
    state: value.state,
    text: post.text.slice(0, SHOWN_IN_ROW).toWellFormed(),
    author: post.author,
    platform: post.platform,
    url: post.url,
    ...topicOf(value),
    ...withoutAuthor(placeOf(value), account),
    importance: value.importance ?? classification.importance.value,
    agencyId: value.agencyId,
    openedAt: value.openedAt,
    createdAt: post.createdAt,
    clocks: value.clocks.filter((clock) => clock.runningSince !== null).map(rowClock),
    returns: value.returnedBy.length,
    repeats: classification.repeats.length,
    refusals: classification.refusals.length,
    media: post.media.length,
  }
}

const CARRIED_BY_EVERY_FACT: ReadonlySet<string> = new Set([
  'id',
  'type',
  'at',
  'effectiveAt',
  'by',
  'key',
  'late',
  'starts',
  'stops',
  'post',
  'classification',
  'suggestion',
])

function timelineItem(fact: Fact, account: Account): TimelineItem {
  const { id, type, at, effectiveAt, by, late, starts, stops } = fact
  return {
    id,
    type,
    at,
    effectiveAt,
    by: { name: by.name, role: by.role, agencyId: by.agencyId },
    late,
    data: withoutAuthor(Object.fromEntries(Object.entries(fact).filter(([key]) => !CARRIED_BY_EVERY_FACT.has(key))), account),
    starts: starts.map(({ kind, dueAt }) => ({ kind, dueAt })),
    stops,
  }
}

/** What a card says that the case itself does not hold. */
interface Beside extends Pick<CaseCard, 'suggested'> {
  /** The message it replies to. */
  readonly parent: FoundPost | null
}

type Written = Pick<CaseCard, 'draft' | 'earlierDrafts' | 'rework' | 'publication' | 'dismissal' | 'refusal'>

const writtenOf = ({ draft, earlierDrafts, rework, publication, dismissal, refusal }: Case): Written => ({
  draft,
  earlierDrafts,
  rework,
  publication,
  dismissal,
  refusal,
})

/** Everything of one case that the account may see and do. */
export function caseCard(found: Stored<Case>, { parent, suggested }: Beside, account: Account): CaseCard {
  const { value } = found
  const post = maskedPost(value.post, hidingOf(value), account.role)
  return {
    ...caseRow(found, account),
    post,
    classification: { ...value.classification, postId: post.id, lemmas: '' },
    suggested,
    ...withoutAuthor(writtenOf(value), account),
    clocks: value.clocks,
    timeline: value.facts.map((fact) => timelineItem(fact, account)),
    unmaskable: UNMASKERS.includes(account.role) && hidesWords(value),
    parent: parent === null ? null : maskedPost(parent.post, parent.hiding, account.role),
    allowed: allowedCommands(actorOf(account), value),
  }
}
