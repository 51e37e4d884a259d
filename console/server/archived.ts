import { caseIdOf } from '../../core/case.ts'
import type { Classification } from '../../core/classification.ts'
import { getCase } from '../../core/kept-case.ts'
import type { Post } from '../../core/post.ts'
import type { Store } from '../../core/store.ts'
import { type Hiding, hidingOf } from './mask.ts'

/** A document of the archive. */
export interface ArchivedPost {
  readonly post: Post
  readonly classification: Classification
}

/** A post of the archive, and what of it is hidden. */
export interface FoundPost extends ArchivedPost {
  readonly hiding: Hiding
}

/** The archive does not know what was decided of a post: its case does, where it has one. What either has found is hidden. */
export async function withHiding({ documents }: Store, { post, classification }: ArchivedPost): Promise<FoundPost> {
  const found = await getCase(documents, caseIdOf(post.id))
  const isRefused = found !== null && hidingOf(found.value).isRefused === true
  return { post, classification, hiding: { refusals: classification.refusals, isRefused } }
}
