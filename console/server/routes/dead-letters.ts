import { z } from 'zod'
import type { DeadLetterView } from '../deps.ts'
import { read } from '../problem.ts'
import type { Asked, Route } from '../route.ts'

const ListSchema = z.object({ topic: z.string().max(200).optional(), limit: z.coerce.number().int().min(1).max(1000).default(200) })
const RedriveSchema = z.object({ places: z.array(z.string().max(300)).min(1).max(1000) })

async function list({ deps, request }: Asked): Promise<{ items: readonly DeadLetterView[] }> {
  const { topic, limit } = read(ListSchema, request.query)
  const items: DeadLetterView[] = []
  for await (const one of deps.deadLetters(topic)) {
    items.push(one)
    if (items.length === limit) break
  }
  return { items }
}

async function redrive({ deps, request }: Asked): Promise<{ redriven: number }> {
  return { redriven: await deps.redrive(read(RedriveSchema, request.body).places) }
}

export const DEAD_LETTER_ROUTES: readonly Route[] = [
  { method: 'GET', url: '/api/dead-letters', roles: ['administrator'], handle: list },
  { method: 'POST', url: '/api/dead-letters/redrive', roles: ['administrator'], handle: redrive },
]
