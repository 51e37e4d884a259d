import { z } from 'zod'
import { LATEST } from '../../core/time.ts'
import { AttachmentsSchema } from './media.ts'
import { readable, unsaid } from './readable.ts'

const CountSchema = z.looseObject({ count: z.number().catch(0) })

const Thread = z.looseObject({
  count: z.number().catch(0),
  items: z.array(z.unknown()).catch([]),
  can_post: readable(z.boolean()),
  groups_can_post: readable(z.boolean()),
})

const OriginalSchema = z.looseObject({ text: z.string().catch(''), attachments: AttachmentsSchema })

/** A post or a comment as VK gives it, of any method or event. Only what makes it one has to be as VK promises; the rest is read where it can be. */
export const ItemSchema = z.looseObject({
  id: z.number().int(),
  owner_id: unsaid(z.number().int()),
  post_owner_id: unsaid(z.number().int()),
  from_id: unsaid(z.number().int()),
  post_id: unsaid(z.number().int()),
  date: unsaid(z.number().int().min(0)),
  text: unsaid(z.string()).transform((text) => text ?? ''),
  deleted: unsaid(z.boolean()),
  is_deleted: unsaid(z.boolean()),
  edited: readable(
    z
      .number()
      .int()
      .min(0)
      .max(LATEST / 1000),
  ),
  signer_id: readable(z.number().int()),
  is_pinned: readable(z.number()),
  reply_to_comment: readable(z.number().int()),
  parents_stack: z.array(z.number().int()).catch([]),
  attachments: AttachmentsSchema,
  copy_history: z
    .array(OriginalSchema.nullable().catch(null))
    .catch([])
    .transform((all) => all.filter((one) => one !== null)),
  geo: readable(
    z.looseObject({ coordinates: z.union([z.string(), z.looseObject({ latitude: z.number(), longitude: z.number() })]).optional() }),
  ),
  comments: readable(z.looseObject({ count: z.number().catch(0), can_post: readable(z.number()), groups_can_post: readable(z.boolean()) })),
  thread: readable(Thread),
  likes: readable(CountSchema),
  reposts: readable(CountSchema),
  views: readable(CountSchema),
})

export type VkItem = z.infer<typeof ItemSchema>

const NameSchema = z.looseObject({
  id: z.number().int(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  name: z.string().optional(),
})

/** Names only adorn: one that cannot be read does not cost the list. */
const NamesSchema = z.array(NameSchema.nullable().catch(null)).catch([])

/** The names that stand beside a list. */
export const NamedSchema = z.looseObject({ profiles: NamesSchema, groups: NamesSchema })

/** A list of items with its names. */
export const ListSchema = NamedSchema.extend({
  count: z.number().catch(0),
  current_level_count: readable(z.number()),
  items: z.array(z.unknown()),
  /** VK says that there is no more by leaving it out, or by nothing at all in its place. */
  next_from: readable(z.string().min(1)),
  can_post: readable(z.boolean()),
  groups_can_post: readable(z.boolean()),
})

export type VkList = z.infer<typeof ListSchema>

/** Names by id as posts use them: people positive, communities negative. */
export function namesOf({ profiles, groups }: z.infer<typeof NamedSchema>): ReadonlyMap<number, string> {
  const people = profiles.flatMap((one) =>
    one === null ? [] : [[one.id, `${one.first_name ?? ''} ${one.last_name ?? ''}`.trim()] as const],
  )
  const communities = groups.flatMap((one) => (one === null ? [] : [[-one.id, one.name ?? ''] as const]))
  return new Map([...people, ...communities])
}

/** What stands where something was deleted: a number, and neither words nor an author. */
export const isRemnant = (item: VkItem): boolean => item.deleted === true || item.is_deleted === true
