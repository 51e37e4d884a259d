import type { Platform } from '../core/post.ts'

/** Longest answer each platform takes, in UTF-16 units; a platform that is not named has no limit we know of. */
export const PUBLISHER_LIMITS: Partial<Record<Platform, number>> = {
  vk: 16_384,
  ok: 2048,
  telegram: 4096,
  youtube: 10_000,
  whatsapp: 4096,
}
