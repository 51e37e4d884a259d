import { z } from 'zod'
import { auditWrite } from '../../../core/audit.ts'
import type { DeadLetterList, RedrivenLetters } from '../deps.ts'
import { read } from '../problem.ts'
import type { Asked, Route } from '../route.ts'

const ListSchema = z.object({ topic: z.string().max(200).optional(), limit: z.coerce.number().int().min(1).max(1000).default(200) })
const RedriveSchema = z.object({ places: z.array(z.string().max(300)).min(1).max(1000) })

/** Dead letters are shown as they came, authors and all: who looked is written down before they are given. */
const noted = async ({ deps, session }: Asked, action: 'show-dead-letters' | 'redrive-dead-letters', topics: string): Promise<void> => {
  const audited = { action, actorId: session.account.id, objectId: topics, reason: null, at: deps.now() }
  await deps.store.documents.write(auditWrite(deps.randomToken(12), audited))
}

async function list(asked: Asked): Promise<DeadLetterList> {
  const { deps, request } = asked
  const { topic, limit } = read(ListSchema, request.query)
  const found = await deps.deadLetters(topic, limit)
  await noted(asked, 'show-dead-letters', topic ?? 'all')
  return found
}

async function redrive(asked: Asked): Promise<RedrivenLetters> {
  const { deps, request } = asked
  const { places } = read(RedriveSchema, request.body)
  await noted(asked, 'redrive-dead-letters', [...new Set(places.map((place) => place.split('/')[0] ?? ''))].join())
  return deps.redrive(places)
}

export const DEAD_LETTER_ROUTES: readonly Route[] = [
  { method: 'GET', url: '/api/dead-letters', roles: ['administrator'], handle: list },
  { method: 'POST', url: '/api/dead-letters/redrive', roles: ['administrator'], handle: redrive },
]
