import { z } from 'zod'
import type { Role } from '../../../core/actor.ts'
import type { Filter, Query } from '../../../core/documents.ts'
import { PLATFORMS } from '../../../core/post.ts'
import type { PostPage, PostRow } from '../api.ts'
import { type ArchivedPost, type FoundPost, withHiding } from '../archived.ts'
import { maskedPost } from '../mask.ts'
import { read } from '../problem.ts'
import type { Asked, Route } from '../route.ts'
import { searchWords } from '../search-words.ts'

/** The archive holds what every citizen wrote: not for the agencies' accounts, who see their own cases. */
const READERS: readonly Role[] = ['curator', 'head-curator', 'analyst', 'manager', 'administrator']

const QuerySchema = z.object({
  q: z.string().max(200).default(''),
  platform: z.enum(PLATFORMS).optional(),
  topicId: z.string().optional(),
  groupId: z.string().optional(),
  districtId: z.string().optional(),
  from: z.coerce.number().optional(),
  to: z.coerce.number().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(1000).optional(),
})

async function search({ deps, request, session }: Asked): Promise<PostPage> {
  const query = read(QuerySchema, request.query)
  const { from, to } = query
  const period: Filter[] =
    from === undefined && to === undefined
      ? []
      : [{ field: 'createdAt', ...(from !== undefined && { from }), ...(to !== undefined && { to }) }]
  const named = (['platform', 'topicId', 'groupId', 'districtId'] as const).flatMap((field): Filter[] => {
    const value = query[field]
    return value === undefined || value === '' ? [] : [{ field, is: value }]
  })
  const words = searchWords(deps, session.account.role, query.q)
  if (words === null) return { items: [], next: null, total: 0 }
  const found: Omit<Query, 'limit' | 'after' | 'sort'> = {
    collection: 'posts',
    where: [...period, ...named],
    ...words,
  }
  const page = await deps.store.documents.query<ArchivedPost>({
    ...found,
    sort: { field: 'createdAt', order: 'desc' },
    limit: query.limit,
    ...(query.after !== undefined && { after: query.after }),
  })
  const posts = await Promise.all(page.items.map(({ value }) => withHiding(deps.store, value)))
  return {
    items: posts.map((one) => rowOf(one, session.account.role)),
    next: page.next,
    total: await deps.store.documents.count(found),
  }
}

function rowOf({ post, classification, hiding }: FoundPost, role: Role): PostRow {
  const shown = maskedPost(post, hiding, role)
  return {
    id: shown.id,
    text: shown.text,
    author: shown.author,
    platform: post.platform,
    url: shown.url,
    createdAt: post.createdAt,
    topicId: classification.topics[0]?.topicId ?? null,
    districtId: classification.place?.districtId ?? null,
    media: post.media.length,
  }
}

export const ARCHIVE_ROUTES: readonly Route[] = [{ method: 'GET', url: '/api/archive', roles: READERS, handle: search }]
