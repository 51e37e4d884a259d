import type { ClassifiedPost } from '../../../app/schemas/classified-schema.ts'
import { caseIdOf } from '../../../core/case.ts'
import { caseOf, type KeptCase } from '../../../core/kept-case.ts'
import type { Post } from '../../../core/post.ts'
import type { History } from '../history.ts'
import { keptCases } from '../kept-cases.ts'
import type { MemoryDocuments } from '../memory-documents.ts'
import { classifyByWords } from '../region.ts'
import { inOrderOfLife } from '../source.ts'
import { difference } from './ledger.ts'

/** The archive has the newest revision of every post; a case is open for each of which a revision needs a response, and knows that revision too. */
export function archiveProblems({ feed, documents }: History): readonly string[] {
  const revisionsSeen = inOrderOfLife(feed.flatMap((item) => item.post ?? []))
  const byPost = Map.groupBy(revisionsSeen, (post) => post.id)
  const archived = documents.all<ClassifiedPost>('posts')
  const stray = keptCases(documents).filter((one) => !byPost.has(one.value.post.id))
  return [
    ...difference(
      'archive',
      [...byPost].map(([id, revisions]) => `${id}@${revisions.at(-1)?.rev}`),
      archived.map(({ value }) => `${value.post.id}@${value.post.rev}`),
    ),
    ...[...byPost.values()].flatMap((revisions) =>
      caseOfPost(revisions, documents.get('cases', caseIdOf(revisions[0]!.id))?.value as KeptCase | undefined),
    ),
    ...steppedBack(
      documents,
      revisionsSeen.map(({ rev }) => rev),
    ),
    ...stray.map(({ id }) => `cases invented: ${id}`),
  ]
}

const needsResponse = (post: Post): boolean => post.deletedAt === null && classifyByWords(post).needsResponse.value

function caseOfPost(revisions: readonly Post[], kept: KeptCase | undefined): readonly string[] {
  const last = revisions.at(-1)!
  const isDue = revisions.some(needsResponse)
  if (kept === undefined) return isDue ? [`cases lost: ${last.id}`] : []
  if (!isDue) return [`cases invented: ${kept.id}`]
  const found = caseOf(kept)
  return found.post.rev === last.rev ? [] : [`cases out of date: ${found.id} is at ${found.post.rev}, not ${last.rev}`]
}

/** Neither archive nor case ever goes back to an older revision. */
function steppedBack({ versions }: MemoryDocuments, revisions: readonly string[]): readonly string[] {
  const rank = new Map(revisions.map((rev, index) => [rev, index]))
  const ofPosts = versions.filter(({ collection }) => collection === 'posts' || collection === 'cases')
  return [...Map.groupBy(ofPosts, ({ collection, id }) => `${collection} ${id}`)].flatMap(([name, own]) => {
    const ranks = own.map(({ value }) => rank.get(postOf(value).rev) ?? -1)
    return ranks.every((one, index) => index === 0 || one >= ranks[index - 1]!) ? [] : [`revisions went back: ${name}`]
  })
}

const postOf = (value: unknown): Post => ('facts' in (value as object) ? caseOf(value as KeptCase) : (value as ClassifiedPost)).post
