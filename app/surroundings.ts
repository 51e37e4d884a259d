import { fingerprint, similarity } from '../classifier/fingerprint.ts'
import type { Context } from '../classifier/classify.ts'
import { type EarlierMessage, SAME_MATTER } from '../classifier/repeat.ts'
import type { Source } from '../config/region.ts'
import { type Case, caseIdOf } from '../core/case.ts'
import type { Classification } from '../core/classification.ts'
import type { Post } from '../core/post.ts'
import type { Store } from '../core/store.ts'
import type { Now } from '../core/time.ts'
import { recentMessages } from './recent-messages.ts'
import type { ClassifiedPost } from './schemas/classified-schema.ts'

/** What the classifier is told beside the text: source, parent, earlier messages. */
export interface Surroundings {
  contextOf(post: Post): Promise<Context>
  /** A post that was just estimated: its replies may come in the same batch, and it may become a case that later posts repeat. */
  estimated(post: Post, classification: Classification): void
  /** Fills the memory from the store after a start. */
  warmUp(): Promise<void>
}

/** Parents kept in memory; older ones are read from the archive. */
const PARENTS = 10_000
const SIMILAR = 3
/** Sketches of posts on their way. */
const SKETCHES = 2000
const WARM_UP = 2000
/** What was answered meanwhile is looked up this often: a suggestion may lag, a post must not wait for it. */
const REFRESH_MS = 10_000
const ANSWERED_AT_ONCE = 500

export function surroundings(store: Store, sources: readonly Source[], now: Now): Surroundings {
  const bySource = new Map(sources.map((source) => [source.id, source]))
  const parents = new Map<string, NonNullable<Context['parent']>>()
  const recent = recentMessages<EarlierMessage>()
  const sketchOf = sketches()
  let refreshedAt = now()

  const parentOf = async ({ parentId }: Post): Promise<Context['parent']> => {
    if (parentId === null) return null
    const known = parents.get(parentId)
    if (known !== undefined) return known
    const archived = await store.documents.get<ClassifiedPost>('posts', parentId)
    return archived === null ? null : { place: archived.value.classification.place, authorKind: archived.value.post.author.kind }
  }

  const similarTo = (post: Post): readonly EarlierMessage[] => {
    if (post.text === '') return []
    const sketch = sketchOf(post)
    const candidates = recent.similar(sketch, SIMILAR)
    return candidates.filter((one) => one.postId !== post.id && similarity(sketch, one.sketch) >= SAME_MATTER)
  }

  /** Cases that closed since the last look: what repeats them is a repeat now (p.17), not a mass complaint. */
  const refresh = async (): Promise<void> => {
    const since = refreshedAt
    if (now() - since < REFRESH_MS) return
    refreshedAt = now()
    const closed = await store.documents.query<Case>({
      collection: 'cases',
      where: [{ field: 'closedAt', from: since }],
      sort: { field: 'closedAt', order: 'desc' },
      limit: ANSWERED_AT_ONCE,
    })
    for (const { value } of closed.items) {
      const known = recent.get(value.post.id)
      if (known !== undefined) recent.replace(value.post.id, earlier(value, known.sketch))
    }
  }

  return {
    async contextOf(post) {
      await refresh()
      const source = bySource.get(post.sourceId)
      return { source: source === undefined ? null : { ...source }, parent: await parentOf(post), similar: similarTo(post) }
    },
    estimated(post, { topics, place, needsResponse }) {
      if (needsResponse.value && post.text !== '') {
        const own = { topicId: topics[0]?.topicId ?? null, districtId: place?.districtId ?? null, placeId: place?.placeId ?? null }
        const sketch = sketchOf(post)
        recent.add(post.id, sketch, { ...own, caseId: caseIdOf(post.id), ...authorship(post), answeredAt: null, sketch })
      }
      parents.set(post.id, { place, authorKind: post.author.kind })
      const oldest = parents.size > PARENTS ? parents.keys().next().value : undefined
      if (oldest !== undefined) parents.delete(oldest)
    },
    async warmUp() {
      const newest = await store.documents.query<Case>({ collection: 'cases', sort: { field: 'openedAt', order: 'desc' }, limit: WARM_UP })
      for (const { value } of newest.items.toReversed()) {
        const sketch = fingerprint(value.post.text)
        recent.add(value.post.id, sketch, earlier(value, sketch))
      }
    },
  }
}

/** Fingerprints of posts on their way: one is wanted when a post is estimated and again when it is remembered. */
function sketches(): (post: Post) => Uint32Array {
  const known = new Map<string, Uint32Array>()
  return (post) => {
    const key = `${post.id}@${post.rev}`
    const sketch = known.get(key) ?? fingerprint(post.text)
    if (known.size >= SKETCHES) known.clear()
    known.set(key, sketch)
    return sketch
  }
}

const authorship = ({ id, author, createdAt }: Post): Pick<EarlierMessage, 'postId' | 'authorId' | 'createdAt'> => ({
  postId: id,
  authorId: author.id,
  createdAt,
})

const earlier = ({ id, post, classification, topicId, districtId, publication }: Case, sketch: Uint32Array): EarlierMessage => ({
  ...authorship(post),
  caseId: id,
  topicId: topicId ?? classification.topics[0]?.topicId ?? null,
  districtId: districtId ?? classification.place?.districtId ?? null,
  placeId: classification.place?.placeId ?? null,
  answeredAt: publication?.publishedAt ?? null,
  sketch,
})
