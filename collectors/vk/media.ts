import { z } from 'zod'
import type { Media } from '../../core/post.ts'
import { readable } from './readable.ts'

/** What is attached: its kind, and under that kind's name what VK says of it. */
const AttachmentSchema = z.looseObject({ type: z.string() })

/** Attachments only adorn: one that cannot be read does not cost the others, nor the message. */
export const AttachmentsSchema = z
  .array(AttachmentSchema.nullable().catch(null))
  .catch([])
  .transform((all) => all.filter((one) => one !== null))

type Attachment = z.infer<typeof AttachmentSchema>

/** Albums give their numbers as texts. */
const NumberSchema = z.union([z.number(), z.string()])

const SizeSchema = z.looseObject({ url: readable(z.string()), width: z.number().catch(0) })

const BodySchema = z.looseObject({
  id: readable(NumberSchema),
  owner_id: readable(NumberSchema),
  title: readable(z.string()),
  url: readable(z.string()),
  sizes: z.array(SizeSchema.nullable().catch(null)).catch([]),
})

type Body = z.infer<typeof BodySchema>

const NOTHING_SAID: Body = { sizes: [] }

const KINDS: ReadonlyMap<string, Media['kind']> = new Map([
  ['photo', 'photo'],
  ['posted_photo', 'photo'],
  ['photos_list', 'photo'],
  ['album', 'photo'],
  ['graffiti', 'photo'],
  ['video', 'video'],
  ['audio', 'audio'],
  ['audio_message', 'audio'],
  ['doc', 'document'],
])

/** What an attachment shows, with the largest picture VK offers of it. */
export function mediaOf(attachment: Attachment, index: number): Media {
  const { type } = attachment
  const said = BodySchema.safeParse(attachment[type])
  const body = said.success ? said.data : NOTHING_SAID
  const id = body.id === undefined ? `${type}:${body.url ?? index}` : `${type}${body.owner_id ?? 0}_${body.id}`
  return { kind: KINDS.get(type) ?? 'link', id, url: webAddress(largestOf(body) ?? body.url), title: body.title ?? null }
}

const largestOf = ({ sizes }: Body): string | undefined =>
  sizes.filter((size) => size !== null).toSorted((a, b) => b.width - a.width)[0]?.url

const webAddress = (url: string | undefined): string | null => (url !== undefined && /^https?:\/\//.test(url) ? url : null)
