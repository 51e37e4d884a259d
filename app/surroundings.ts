import { fingerprint, similarity } from '../classifier/fingerprint.ts'
import type { Context } from '../classifier/classify.ts'
import { type EarlierMessage, SAME_MATTER } from '../classifier/repeat.ts'
import type { Source } from '../config/region.ts'
import { type Case, type CaseId, caseIdOf } from '../core/case.ts'
import type { Classification } from '../core/classification.ts'
import type { Post } from '../core/post.ts'
import type { Store } from '../core/store.ts'
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

interface Known {
  readonly caseId: CaseId
  readonly postId: string
  readonly createdAt: number
  readonly sketch: Uint32Array
}

export function surroundings(store: Store, sources: readonly Source[]): Surroundings {
  const bySource = new Map(sources.map((source) => [source.id, source]))
  const parents = new Map<string, NonNullable<Context['parent']>>()
  const recent = recentMessages<Known>()

  const sketchOf = sketches()
  const remember = (post: Post, caseId: CaseId): void => {
    const sketch = sketchOf(post)
    recent.add(post.id, sketch, { caseId, postId: post.id, createdAt: post.createdAt, sketch })
  }

  const parentOf = async ({ parentId }: Post): Promise<Context['parent']> => {
    if (parentId === null) return null
    const known = parents.get(parentId)
    if (known !== undefined) return known
    const archived = await store.documents.get<ClassifiedPost>('posts', parentId)
    return archived === null ? null : { place: archived.value.classification.place, authorKind: archived.value.post.author.kind }
  }

  /** Only what is alike enough to be suggested is read from the store. */
  const similarTo = async (post: Post): Promise<readonly EarlierMessage[]> => {
    if (post.text === '') return []
    const sketch = sketchOf(post)
    const candidates = recent
      .similar(sketch, SIMILAR)
      .filter((known) => known.postId !== post.id && similarity(sketch, known.sketch) >= SAME_MATTER)
    const cases = await Promise.all(candidates.map((known) => store.documents.get<Case>('cases', known.caseId)))
    return cases.flatMap((found, index) => (found === null ? [] : [earlier(found.value, candidates[index]?.sketch ?? sketch)]))
  }

  return {
    async contextOf(post) {
      const source = bySource.get(post.sourceId)
      const [parent, similar] = await Promise.all([parentOf(post), similarTo(post)])
      return { source: source === undefined ? null : { ...source }, parent, similar }
    },
    estimated(post, { place, needsResponse }) {
      if (needsResponse.value && post.text !== '') remember(post, caseIdOf(post.id))
      parents.set(post.id, { place, authorKind: post.author.kind })
      const oldest = parents.size > PARENTS ? parents.keys().next().value : undefined
      if (oldest !== undefined) parents.delete(oldest)
    },
    async warmUp() {
      const newest = await store.documents.query<Case>({ collection: 'cases', sort: { field: 'openedAt', order: 'desc' }, limit: WARM_UP })
      for (const { value } of newest.items.toReversed()) remember(value.post, value.id)
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

const earlier = ({ id, post, classification, topicId, districtId, state, publication }: Case, sketch: Uint32Array): EarlierMessage => ({
  sketch,
  caseId: id,
  postId: post.id,
  authorId: post.author.id,
  text: post.text,
  topicId: topicId ?? classification.topics[0]?.topicId ?? null,
  districtId: districtId ?? classification.place?.districtId ?? null,
  placeId: classification.place?.placeId ?? null,
  state,
  answeredAt: publication?.publishedAt ?? null,
  createdAt: post.createdAt,
})
