import { z } from 'zod'

/** Every list of single items in a cursor keeps this many, the newest. */
export const MOST_REMEMBERED = 500

/** What VK would not let us read, and how often in a row. */
const RefusalSchema = z.object({
  code: z.number(),
  message: z.string(),
  times: z.number(),
  /** Not asked before this instant. */
  until: z.number(),
})
export type Refusal = z.infer<typeof RefusalSchema>

/** One that cannot be read is asked again at once. */
const refused = RefusalSchema.nullable().catch(null).default(null)
/** The items that could not be read, newest last: each is a dead letter once. */
const broken = z.array(z.string()).default([])
/** When more had been written than one reading reaches back. */
const gapAt = z.number().nullable().default(null)

/** What is remembered of a post in the window that is read again. */
const KnownPostSchema = z.object({
  rev: z.string(),
  createdAt: z.number(),
  /** How many comments VK counted when they were last read. */
  comments: z.number(),
  commentsReadAt: z.number().default(0),
  /** When the newest comment was written, or one was missed. */
  commentedAt: z.number().default(0),
  /** Its comments have to be read and were not, because VK did not answer: it is remembered until they are, however old it is. */
  unread: z.boolean().default(false),
  /** Comment number → its revision. */
  seen: z.record(z.string(), z.string()),
  /** Comments of `seen` that the last reading did not find. */
  absent: z.array(z.string()).default([]),
  /** Readings in a row it was missing from although its neighbours were there. */
  missed: z.number(),
  /** Of its comments. */
  refused,
  /** Of a part of its comments; the others were read. */
  unshown: refused,
})
export type KnownPost = z.infer<typeof KnownPostSchema>

const WallSchema = z.object({
  /** Time of the newest post read, ms. */
  watermark: z.number(),
  /** Post number → what is known of it. */
  posts: z.record(z.string(), KnownPostSchema),
  /** When something new was last seen. */
  newsAt: z.number(),
  gapAt,
  refused,
  broken,
  /** Posts and comments that went before the archive had them: told once it has. */
  removalsOwed: z.array(z.string()).default([]),
  /** Numbers of posts and comments that were told to be removed, newest last. */
  removed: z.array(z.string()).default([]),
  /** Of those that were read again since: when. */
  restored: z.record(z.string(), z.number()).default({}),
})
export type WallCursor = z.infer<typeof WallSchema>

const SearchSchema = z.object({
  /** Time of the newest post found, ms; 0: never asked. */
  newestAt: z.number(),
  /** Id → revision of the hits that the next search shows again. */
  seen: z.record(z.string(), z.string()).default({}),
  gapAt,
  refused,
  broken,
})
export type SearchCursor = z.infer<typeof SearchSchema>

/** What can be read of the entries: each stands for itself. */
const each = <T>(schema: z.ZodType<T>) =>
  z
    .record(z.string(), schema.nullable().catch(null))
    .transform((all) => Object.fromEntries(Object.entries(all).filter((entry): entry is [string, T & {}] => entry[1] !== null)))

const CursorSchema = z.object({
  walls: each(WallSchema),
  /** By query; a bare time is what earlier releases kept. */
  searches: each(z.union([z.number().transform((newestAt) => ({ ...NEW_SEARCH, newestAt })), SearchSchema])),
  /** Method whose quota is used up → what VK said. */
  resting: each(RefusalSchema).default({}),
})
export type VkCursor = z.infer<typeof CursorSchema>

/** A wall or a search that cannot be read begins anew, and so does a cursor: posts repeat, which is harmless, and none is lost. */
export function cursorFrom(saved: unknown): VkCursor {
  const parsed = CursorSchema.safeParse(saved)
  return parsed.success ? parsed.data : { walls: {}, searches: {}, resting: {} }
}

export const newWall = (now: number): WallCursor => ({
  watermark: 0,
  posts: {},
  newsAt: now,
  gapAt: null,
  refused: null,
  broken: [],
  removalsOwed: [],
  removed: [],
  restored: {},
})
export const NEW_SEARCH: SearchCursor = { newestAt: 0, seen: {}, gapAt: null, refused: null, broken: [] }
