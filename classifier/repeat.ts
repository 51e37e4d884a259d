import type { RepeatSuggestion } from '../core/classification.ts'
import type { Post } from '../core/post.ts'
import type { Instant } from '../core/time.ts'

/** What is known of a message taken in before. */
export interface EarlierMessage {
  readonly caseId: string
  readonly postId: string
  readonly authorId: string
  readonly topicId: string | null
  readonly districtId: string | null
  readonly placeId: string | null
  readonly answeredAt: Instant | null
  readonly createdAt: Instant
  /** How much its text has in common with the message that is asked about, 0…1. */
  readonly alike: number
}

interface Own {
  readonly topicId: string | null
  readonly districtId: string | null
  readonly placeId: string | null
}

const SAME_TEXT = 0.85
/** Less alike than this is another matter. */
export const SAME_MATTER = 0.3
const SUGGESTIONS = 5

/** Section 4 of the regulation: same author's identical text → technical duplicate; the same matter unanswered → mass complaint; answered before → repeat (p.17). */
export function suggestRepeats(post: Post, own: Own, earlier: readonly EarlierMessage[]): readonly RepeatSuggestion[] {
  return earlier
    .filter((one) => one.postId !== post.id)
    .flatMap((one) => suggestion(post, own, one))
    .toSorted((a, b) => b.confidence - a.confidence)
    .slice(0, SUGGESTIONS)
}

function suggestion(post: Post, own: Own, one: EarlierMessage): readonly RepeatSuggestion[] {
  const { alike } = one
  const kind = kindOf(post, own, one)
  if (kind === null) return []
  const place = own.placeId !== null && own.placeId === one.placeId ? 0.3 : 0
  const confidence = kind === 'technical-duplicate' ? alike : Math.min(0.95, alike + place + 0.2)
  return [{ caseId: one.caseId, kind, confidence, evidence: [{ by: 'model', ref: one.postId, score: alike, spans: [] }] }]
}

function kindOf(post: Post, own: Own, one: EarlierMessage): RepeatSuggestion['kind'] | null {
  const { alike } = one
  if (alike >= SAME_TEXT && post.author.id !== '' && one.authorId === post.author.id) return 'technical-duplicate'
  const sameMatter = own.topicId !== null && own.topicId === one.topicId && own.districtId === one.districtId
  if (!sameMatter || alike < SAME_MATTER) return null
  return one.answeredAt === null ? 'mass-complaint' : 'repeat'
}
