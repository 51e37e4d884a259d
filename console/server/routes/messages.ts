import { z } from 'zod'
import { CURATORS } from '../../../core/actor.ts'
import { isBlank } from '../../../core/blank.ts'
import { PLATFORMS } from '../../../core/post.ts'
import type { ManualEntry } from '../deps.ts'
import { badInput, read } from '../problem.ts'
import type { Asked, Route } from '../route.ts'

const EntrySchema = z.object({
  text: z
    .string()
    .trim()
    .min(1)
    .max(100_000)
    .refine((text) => !isBlank(text), 'says nothing'),
  platform: z.enum(PLATFORMS).default('manual'),
  url: z.preprocess(
    (value) => (value === '' ? null : value),
    z
      .url({ protocol: /^https?$/ })
      .nullable()
      .default(null),
  ),
  authorName: z.string().max(200).default(''),
  createdAt: z.coerce.number().int().optional(),
  key: z.string().min(1).max(200).optional(),
})

/** p.5: a message noticed by a person: JSON, or multipart with a screenshot. */
async function enter({ deps, request, session }: Asked): Promise<{ postId: string }> {
  const { fields, screenshot } = request.isMultipart() ? await parts(request) : { fields: request.body, screenshot: null }
  const entry = read(EntrySchema, fields)
  const createdAt = entry.createdAt ?? deps.now()
  if (createdAt > deps.now()) throw badInput({ field: 'createdAt', reason: 'in-future', message: 'lies in the future' })
  const post = await deps.takeIn({ ...entry, createdAt, screenshot, key: entry.key ?? String(createdAt), enteredBy: session.account.id })
  return { postId: post.id }
}

async function parts(request: Asked['request']): Promise<{ fields: Record<string, unknown>; screenshot: ManualEntry['screenshot'] }> {
  const fields: Record<string, unknown> = {}
  let screenshot: ManualEntry['screenshot'] = null
  for await (const part of request.parts()) {
    if (part.type === 'file') screenshot = { name: part.filename, content: await part.toBuffer() }
    else fields[part.fieldname] = part.value
  }
  return { fields, screenshot: screenshot?.content.byteLength === 0 ? null : screenshot }
}

export const MESSAGE_ROUTES: readonly Route[] = [{ method: 'POST', url: '/api/messages', roles: CURATORS, handle: enter, perMinute: 60 }]
