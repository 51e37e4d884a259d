import type { Context } from '../classifier/classify.ts'
import type { Source } from '../config/region.ts'
import type { Classification } from '../core/classification.ts'
import type { Post } from '../core/post.ts'
import type { Store } from '../core/store.ts'
import type { Now } from '../core/time.ts'
import { earlierMessages } from './earlier-messages.ts'
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

export function surroundings(store: Store, sources: readonly Source[], now: Now): Surroundings {
  const bySource = new Map(sources.map((source) => [source.id, source]))
  const parents = new Map<string, NonNullable<Context['parent']>>()
  const earlier = earlierMessages(store, now)

  const parentOf = async ({ parentId }: Post): Promise<Context['parent']> => {
    if (parentId === null) return null
    const known = parents.get(parentId)
    if (known !== undefined) return known
    const archived = await store.documents.get<ClassifiedPost>('posts', parentId)
    return archived === null ? null : { place: archived.value.classification.place, authorKind: archived.value.post.author.kind }
  }

  return {
    async contextOf(post) {
      await earlier.refresh()
      const source = bySource.get(post.sourceId)
      return { source: source === undefined ? null : { ...source }, parent: await parentOf(post), similar: earlier.similarTo(post) }
    },
    estimated(post, classification) {
      if (classification.needsResponse.value) earlier.remember(post, classification)
      parents.set(post.id, { place: classification.place, authorKind: post.author.kind })
      const oldest = parents.size > PARENTS ? parents.keys().next().value : undefined
      if (oldest !== undefined) parents.delete(oldest)
    },
    warmUp: earlier.warmUp,
  }
}
