import type { Outcome } from '../core/outcome.ts'
import type { Platform, Post } from '../core/post.ts'
import type { Instant } from '../core/time.ts'
import { parseVk } from './vk/body.ts'

/** Recorded bodies of a platform → posts and reasoned dead letters, at least one of them; never throws. */
export type ParseBody = (body: unknown, collectedAt: Instant) => readonly Outcome<Post>[]

/** One line per platform whose recorded bodies can be read. */
export const PARSERS: Partial<Record<Platform, ParseBody>> = { vk: parseVk }
