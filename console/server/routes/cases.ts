import { z } from 'zod'
import { type Account, ROLES } from '../../../core/actor.ts'
import { auditWrite } from '../../../core/audit.ts'
import { isBlank } from '../../../core/blank.ts'
import { type Case, CASE_STATES } from '../../../core/case.ts'
import { IMPORTANCES } from '../../../core/classification.ts'
import type { Filter, Query, Stored } from '../../../core/documents.ts'
import { queryCases } from '../../../core/kept-case.ts'
import { type Post, PLATFORMS } from '../../../core/post.ts'
import { boundAgency, visibleCase } from '../access.ts'
import type { CaseCard, CasePage } from '../api.ts'
import { type ArchivedPost, withHiding } from '../archived.ts'
import { caseCard, caseRow } from '../case-view.ts'
import type { ConsoleDeps } from '../deps.ts'
import { maskedPost, UNMASKERS } from '../mask.ts'
import { read } from '../problem.ts'
import type { Asked, Route } from '../route.ts'
import { searchWords } from '../search-words.ts'
import { type View, VIEWS } from '../views.ts'

const QuerySchema = z.object({
  view: z.enum(Object.keys(VIEWS) as [View, ...View[]]).default('open'),
  state: z.enum(CASE_STATES).optional(),
  topicId: z.string().optional(),
  groupId: z.string().optional(),
  districtId: z.string().optional(),
  importance: z.enum(IMPORTANCES).optional(),
  agencyId: z.string().optional(),
  platform: z.enum(PLATFORMS).optional(),
  q: z.string().max(200).default(''),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(1000).optional(),
})
type CaseQuery = z.infer<typeof QuerySchema>

const FILTERED = ['topicId', 'groupId', 'districtId', 'importance', 'platform', 'agencyId'] as const

function whereOf(query: CaseQuery, bound: string | null): readonly Filter[] {
  const { states } = VIEWS[query.view]
  const wanted = query.state === undefined ? [...states] : states.filter((state) => state === query.state)
  const named = FILTERED.flatMap((field): Filter[] => {
    const value = query[field]
    return value === undefined || value === '' ? [] : [{ field, is: value }]
  })
  // All of them need not be asked for: a store would look up each.
  const inState: Filter[] = wanted.length === CASE_STATES.length ? [] : [{ field: 'state', in: wanted }]
  return [...inState, ...named, ...(bound === null ? [] : [{ field: 'agencyId', is: bound }])]
}

async function list({ deps, request, session }: Asked): Promise<CasePage> {
  const query = read(QuerySchema, request.query)
  const words = searchWords(deps, session.account.role, query.q)
  if (words === null) return { items: [], next: null, total: 0, serverTime: deps.now() }
  const found: Pick<Query, 'where' | 'words'> = { where: whereOf(query, boundAgency(session.account)), ...words }
  const page = await queryCases(deps.store.documents, {
    ...found,
    sort: VIEWS[query.view].sort,
    limit: query.limit,
    ...(query.after !== undefined && { after: query.after }),
  })
  const total = await deps.store.documents.count({ collection: 'cases', ...found })
  return { items: page.items.map((item) => caseRow(item, session.account)), next: page.next, total, serverTime: deps.now() }
}

const IdSchema = z.object({ id: z.string().min(1).max(500) })

/** The card as this account may see it. */
async function card({ deps, session }: Asked, id: string): Promise<CaseCard> {
  return cardOf(deps, await visibleCase(deps, session.account, id), session.account)
}

export async function cardOf(deps: ConsoleDeps, found: Stored<Case>, account: Account): Promise<CaseCard> {
  const { parentId } = found.value.post
  const parent = parentId === null ? null : await deps.store.documents.get<ArchivedPost>('posts', parentId)
  const beside = {
    parent: parent === null ? null : await withHiding(deps.store, parent.value),
    suggested: deps.suggest(found.value, deps.now()),
  }
  return caseCard(found, beside, account)
}

const UnmaskSchema = z.object({
  reason: z
    .string()
    .trim()
    .min(3)
    .max(500)
    .refine((reason) => !isBlank(reason), 'says nothing'),
})

/** Every view of masked text leaves a line in the audit, written before the text is given. */
async function unmask({ deps, request, session }: Asked): Promise<Pick<Post, 'text' | 'quoted' | 'author'>> {
  const { id } = read(IdSchema, request.params)
  const { reason } = read(UnmaskSchema, request.body)
  const { value } = await visibleCase(deps, session.account, id)
  const unmasked = { action: 'unmask', actorId: session.account.id, objectId: id, reason, at: deps.now() } as const
  await deps.store.documents.write(auditWrite(deps.randomToken(12), unmasked))
  const own = maskedPost(value.post, { refusals: [] }, session.account.role)
  return { text: own.text, quoted: own.quoted, author: own.author }
}

export const CASE_ROUTES: readonly Route[] = [
  { method: 'GET', url: '/api/cases', roles: ROLES, handle: list },
  { method: 'GET', url: '/api/cases/:id', roles: ROLES, handle: async (asked) => card(asked, read(IdSchema, asked.request.params).id) },
  { method: 'POST', url: '/api/cases/:id/unmask', roles: UNMASKERS, handle: unmask },
]
