import { z } from 'zod'
import { AUTHOR_KINDS, PLATFORMS, POST_KINDS, type Post, type PostId } from '../../core/post.ts'
import { LATEST } from '../../core/time.ts'

export const PostIdSchema = z.custom<PostId>(
  (value) => typeof value === 'string' && PLATFORMS.some((platform) => value.startsWith(`${platform}:`)),
  {
    error: 'not a post id: it begins with a platform and a colon',
  },
)
const InstantSchema = z.number().int().min(0).max(LATEST)

/** Body of `otklik.post.v1` on topic `posts`. Unknown fields are passed on, so that a newer writer can add some. */
export const PostSchema = z.looseObject({
  id: PostIdSchema,
  rev: z.string().min(1),
  platform: z.enum(PLATFORMS),
  kind: z.enum(POST_KINDS),
  parentId: PostIdSchema.nullable(),
  rootId: PostIdSchema,
  sourceId: z.string(),
  url: z.string().nullable(),
  author: z.looseObject({ id: z.string(), name: z.string(), url: z.string().nullable(), kind: z.enum(AUTHOR_KINDS) }),
  text: z.string().max(100_000),
  quoted: z.array(z.string()),
  createdAt: InstantSchema,
  editedAt: InstantSchema.nullable(),
  collectedAt: InstantSchema,
  deletedAt: InstantSchema.nullable(),
  media: z.array(
    z.looseObject({
      kind: z.enum(['photo', 'video', 'audio', 'document', 'link']),
      id: z.string(),
      url: z.string().nullable(),
      title: z.string().nullable(),
    }),
  ),
  geo: z.looseObject({ lat: z.number(), lon: z.number() }).nullable(),
  counters: z.looseObject({ likes: z.number(), comments: z.number(), reposts: z.number(), views: z.number() }),
  replyable: z.looseObject({ can: z.boolean(), reason: z.string().nullable() }),
}) satisfies z.ZodType<Post>
