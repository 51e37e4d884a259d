import { z } from 'zod'

const TopicSchema = z.strictObject({ id: z.string().regex(/^[a-z-]+\/[a-z0-9-]+$/), name: z.string().min(1), nameEn: z.string().min(1) })

/** Two levels: groups and their topics; a topic's id is `group/topic`. */
export const TopicsSchema = z
  .strictObject({
    version: z.union([z.string(), z.number()]).transform(String),
    groups: z.array(
      z.strictObject({ id: z.string().min(1), name: z.string().min(1), nameEn: z.string().min(1), topics: z.array(TopicSchema).min(1) }),
    ),
  })
  .refine(({ groups }) => groups.every((group) => group.topics.every((topic) => topic.id.startsWith(`${group.id}/`))), {
    message: 'a topic id begins with the id of its group',
  })

export type Topics = z.infer<typeof TopicsSchema>

/** Seed sentences of one group, the model's training data. */
export const SeedsSchema = z.strictObject({
  version: z.union([z.string(), z.number()]).transform(String),
  group: z.string().min(1),
  topics: z.record(z.string(), z.array(z.string().min(1)).min(1)),
})

export type Seeds = z.infer<typeof SeedsSchema>
