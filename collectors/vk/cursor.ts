import { z } from 'zod'

/** What is remembered of a post in the window that is read again. */
const KnownPostSchema = z.object({
  rev: z.string(),
  createdAt: z.number(),
  comments: z.number(),
  /** Comment number → its revision. */
  seen: z.record(z.string(), z.string()),
  /** Readings in a row it was missing from although its neighbours were there. */
  missed: z.number(),
})
export type KnownPost = z.infer<typeof KnownPostSchema>

const WallSchema = z.object({
  /** Time of the newest post read, ms. */
  watermark: z.number(),
  /** Post number → what is known of it. */
  posts: z.record(z.string(), KnownPostSchema),
  /** Not asked before this instant. */
  restUntil: z.number(),
  /** When something new was last seen. */
  newsAt: z.number(),
})
export type WallCursor = z.infer<typeof WallSchema>

const CursorSchema = z.object({
  walls: z.record(z.string(), WallSchema),
  /** Query → time of the newest post found, ms. */
  searches: z.record(z.string(), z.number()),
  /** Method → not asked before this instant. */
  parked: z.record(z.string(), z.number()),
})
export type VkCursor = z.infer<typeof CursorSchema>

/** A cursor that cannot be read begins anew: posts repeat, which is harmless, and none is lost. */
export function cursorFrom(saved: unknown): VkCursor {
  const parsed = CursorSchema.safeParse(saved)
  return parsed.success ? parsed.data : { walls: {}, searches: {}, parked: {} }
}

export const newWall = (now: number): WallCursor => ({ watermark: 0, posts: {}, restUntil: 0, newsAt: now })
