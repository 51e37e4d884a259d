import type { Context } from '../classifier/classify.ts'
import { fingerprint } from '../classifier/fingerprint.ts'
import { type EarlierMessage, SAME_MATTER } from '../classifier/repeat.ts'
import { type Case, caseIdOf, districtIdOf, topicIdOf } from '../core/case.ts'
import type { Classification } from '../core/classification.ts'
import { queryCases } from '../core/kept-case.ts'
import { type Post, revisionOf } from '../core/post.ts'
import type { Store } from '../core/store.ts'
import type { Now } from '../core/time.ts'
import { recentMessages } from './recent-messages.ts'

/** What a message may repeat, kept in memory so that no post waits for the store. */
export interface EarlierMessages {
  similarTo(post: Post): Context['similar']
  remember(post: Post, classification: Classification): void
  /** Looks up what was answered meanwhile, at most every ten seconds. */
  refresh(): Promise<void>
  /** Fills the memory from the store after a start. */
  warmUp(): Promise<void>
}

/** What is kept of a message. */
type Kept = Omit<EarlierMessage, 'alike'>

const SIMILAR = 3
/** Sketches of posts on their way. */
const SKETCHES = 2000
const WARM_UP = 2000
/** A suggestion may lag by this much, a post must not wait for it. */
const REFRESH_MS = 10_000
const ANSWERED_AT_ONCE = 500

export function earlierMessages({ documents }: Store, now: Now): EarlierMessages {
  const recent = recentMessages<Kept>()
  const sketchOf = sketches()
  let refreshedAt = now()
  return {
    similarTo(post) {
      if (post.text === '') return []
      return recent
        .similar(sketchOf(post), SIMILAR)
        .map(({ item, alike }) => ({ ...item, alike }))
        .filter((one) => one.postId !== post.id && one.alike >= SAME_MATTER)
    },
    remember(post, { topics, place }) {
      if (post.text === '') return
      const own = { topicId: topics[0]?.topicId ?? null, districtId: place?.districtId ?? null, placeId: place?.placeId ?? null }
      recent.add(post.id, sketchOf(post), { ...own, ...authorship(post), caseId: caseIdOf(post.id), answeredAt: null })
    },
    /** What repeats a case that has been answered is a repeat (p.17), no longer a mass complaint. */
    async refresh() {
      const since = refreshedAt
      if (now() - since < REFRESH_MS) return
      refreshedAt = now()
      const where = [{ field: 'closedAt', from: since }]
      const closed = await queryCases(documents, {
        where,
        sort: { field: 'closedAt', order: 'desc' },
        limit: ANSWERED_AT_ONCE,
      })
      for (const { value } of closed.items) recent.replace(value.post.id, earlier(value))
    },
    async warmUp() {
      const newest = await queryCases(documents, { sort: { field: 'openedAt', order: 'desc' }, limit: WARM_UP })
      for (const { value } of newest.items.toReversed()) {
        recent.add(value.post.id, fingerprint(value.post.text), earlier(value))
      }
    },
  }
}

/** Fingerprints of posts on their way: one is wanted when a post is estimated and again when it is remembered. */
function sketches(): (post: Post) => Uint32Array {
  const known = new Map<string, Uint32Array>()
  return (post) => {
    const key = revisionOf(post)
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

const earlier = (found: Case): Kept => ({
  ...authorship(found.post),
  caseId: found.id,
  topicId: topicIdOf(found),
  districtId: districtIdOf(found),
  placeId: found.classification.place?.placeId ?? null,
  answeredAt: found.publication?.publishedAt ?? null,
})
