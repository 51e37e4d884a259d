import { fingerprint } from '../classifier/fingerprint.ts'
import type { Context } from '../classifier/classify.ts'
import type { EarlierMessage } from '../classifier/repeat.ts'
import type { Source } from '../config/region.ts'
import type { Case, CaseId } from '../core/case.ts'
import type { Classification } from '../core/classification.ts'
import type { Post } from '../core/post.ts'
import type { Store } from '../core/store.ts'
import { recentMessages } from './recent-messages.ts'
import type { ClassifiedPost } from './schemas/classified-schema.ts'

/** What the classifier is told beside the text: source, parent, earlier messages. */
export interface Surroundings {
  contextOf(post: Post): Promise<Context>
  /** A post that was just estimated: its replies may come in the same batch. */
  estimated(post: Post, classification: Classification): void
  /** A post that was taken in as a case. */
  takenIn(item: ClassifiedPost, caseId: CaseId | null): void
  /** Fills the memory from the store after a start. */
  warmUp(): Promise<void>
}

/** Parents kept in memory; older ones are read from the archive. */
const PARENTS = 10_000
const SIMILAR = 5
const WARM_UP = 2000

interface Known {
  readonly caseId: CaseId
  readonly post: Post
  readonly createdAt: number
}

export function surroundings(store: Store, sources: readonly Source[]): Surroundings {
  const bySource = new Map(sources.map((source) => [source.id, source]))
  const parents = new Map<string, NonNullable<Context['parent']>>()
  const recent = recentMessages<Known>()

  const remember = (post: Post, caseId: CaseId): void =>
    recent.add(post.id, fingerprint(post.text), { caseId, post, createdAt: post.createdAt })

  const parentOf = async ({ parentId }: Post): Promise<Context['parent']> => {
    if (parentId === null) return null
    const known = parents.get(parentId)
    if (known !== undefined) return known
    const archived = await store.documents.get<ClassifiedPost>('posts', parentId)
    return archived === null ? null : { place: archived.value.classification.place, authorKind: archived.value.post.author.kind }
  }

  const similarTo = async (post: Post): Promise<readonly EarlierMessage[]> => {
    const candidates = post.text === '' ? [] : recent.similar(fingerprint(post.text), SIMILAR).filter((known) => known.post.id !== post.id)
    const cases = await Promise.all(candidates.map((known) => store.documents.get<Case>('cases', known.caseId)))
    return cases.flatMap((found) => (found === null ? [] : [earlier(found.value)]))
  }

  return {
    async contextOf(post) {
      const source = bySource.get(post.sourceId)
      const [parent, similar] = await Promise.all([parentOf(post), similarTo(post)])
      return { source: source === undefined ? null : { ...source }, parent, similar }
    },
    estimated(post, { place }) {
      parents.set(post.id, { place, authorKind: post.author.kind })
      const oldest = parents.size > PARENTS ? parents.keys().next().value : undefined
      if (oldest !== undefined) parents.delete(oldest)
    },
    takenIn({ post }, caseId) {
      if (caseId !== null && post.text !== '') remember(post, caseId)
    },
    async warmUp() {
      const newest = await store.documents.query<Case>({ collection: 'cases', sort: { field: 'openedAt', order: 'desc' }, limit: WARM_UP })
      for (const { value } of newest.items.toReversed()) remember(value.post, value.id)
    },
  }
}

const earlier = ({ id, post, classification, topicId, districtId, state, publication }: Case): EarlierMessage => ({
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
