import { z } from 'zod'

const Attachment = z.looseObject({ type: z.string() })

const Thread = z.looseObject({
  count: z.number().default(0),
  items: z.array(z.unknown()).default([]),
  can_post: z.boolean().optional(),
  groups_can_post: z.boolean().optional(),
})

/** A post or a comment as VK gives it, of any method or event; only what makes it one is required. */
export const ItemSchema = z.looseObject({
  id: z.number().int(),
  owner_id: z.number().int().optional(),
  post_owner_id: z.number().int().optional(),
  from_id: z.number().int().optional(),
  post_id: z.number().int().optional(),
  date: z.number().int().min(0).optional(),
  edited: z.number().int().optional(),
  text: z.string().default(''),
  signer_id: z.number().int().optional(),
  is_pinned: z.number().optional(),
  deleted: z.boolean().optional(),
  is_deleted: z.boolean().optional(),
  reply_to_comment: z.number().int().optional(),
  parents_stack: z.array(z.number().int()).default([]),
  attachments: z.array(Attachment).default([]),
  copy_history: z.array(z.looseObject({ text: z.string().default(''), attachments: z.array(Attachment).default([]) })).default([]),
  geo: z
    .looseObject({ coordinates: z.union([z.string(), z.looseObject({ latitude: z.number(), longitude: z.number() })]).optional() })
    .optional(),
  comments: z
    .looseObject({ count: z.number().default(0), can_post: z.number().optional(), groups_can_post: z.boolean().optional() })
    .optional(),
  thread: Thread.optional(),
  likes: z.looseObject({ count: z.number().default(0) }).optional(),
  reposts: z.looseObject({ count: z.number().default(0) }).optional(),
  views: z.looseObject({ count: z.number().default(0) }).optional(),
})

export type VkItem = z.infer<typeof ItemSchema>

const NameSchema = z.looseObject({
  id: z.number().int(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  name: z.string().optional(),
})

/** Names only adorn: one that cannot be read does not cost the list. */
const NamesSchema = z.array(NameSchema.nullable().catch(null)).default([])

/** The names that stand beside a list. */
export const NamedSchema = z.looseObject({ profiles: NamesSchema, groups: NamesSchema })

/** A list of items with its names. */
export const ListSchema = NamedSchema.extend({
  count: z.number().default(0),
  current_level_count: z.number().optional().catch(undefined),
  items: z.array(z.unknown()),
  /** VK says that there is no more by leaving it out, or by nothing at all in its place. */
  next_from: z.string().min(1).optional().catch(undefined),
  can_post: z.boolean().optional(),
  groups_can_post: z.boolean().optional(),
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
