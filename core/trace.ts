import { contentHash } from './content-hash.ts'
import { HEADERS } from './message.ts'
import { type Post, revisionOf } from './post.ts'

const SAMPLED = '01'

/** The trace of a message about one revision of a post, as headers: W3C's, begun where the post is collected. It follows from the revision, so that
 *  whoever has the post continues it, and an event that is read twice is the same event twice. */
export function traceOf(post: Pick<Post, 'id' | 'rev'>): Readonly<Record<string, string>> {
  const revision = revisionOf(post)
  const span = contentHash(revision)
  return { [HEADERS.traceParent]: `00-${span}${contentHash(`trace ${revision}`)}-${span}-${SAMPLED}` }
}
