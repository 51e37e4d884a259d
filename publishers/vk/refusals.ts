import { Unavailable } from '../../core/errors.ts'
import type { PublicationResult } from '../../core/publisher.ts'
import type { VkReply } from './speaker.ts'

type Refused = Extract<VkReply, { ok: false }>

/** Codes after which VK will never take this answer here: p.14's fallback is offered. */
const IMPOSSIBLE: ReadonlySet<number> = new Set([7, 15, 18, 30, 100, 113, 125, 203, 210, 211, 212, 213, 214, 222, 223, 801, 1401])

const MINUTE_MS = 60_000

/** Codes that say for certain that nothing was written, with the time the account keeps silent after them. */
const REST_MS: Readonly<Record<number, number>> = {
  6: 1000,
  9: 60 * MINUTE_MS,
  14: 60 * MINUTE_MS,
  29: 6 * 60 * MINUTE_MS,
  5: 10 * MINUTE_MS,
  27: 10 * MINUTE_MS,
  28: 10 * MINUTE_MS,
}

type Impossible = Extract<PublicationResult, { kind: 'impossible' }>

/** What a refusal to write means; null: not even whether it was written (1, 10, 36: VK failed on its side).
 *  @throws {Unavailable} nothing was written, and later it may be */
export function meaningOfSpeaking({ code, message }: Refused): Impossible | null {
  const retryAfterMs = REST_MS[code]
  if (retryAfterMs !== undefined) throw new Unavailable('VK does not take the answer now', { code, message, retryAfterMs })
  return IMPOSSIBLE.has(code) ? { kind: 'impossible', reason: message } : null
}

/** VK's own failures, and keys that have to be renewed: the same request may pass later. */
const PASSING: ReadonlySet<number> = new Set([1, 10, 36, 43, 1114, 1117])
/** A key of a community may not upload: a person places the answer. */
const NOT_WITH_THIS_KEY = 27

/** What a refusal of a photo means: nothing was said yet. @throws {Unavailable} the photo may be taken later */
export function meaningOfUpload({ code, message }: Refused): Impossible {
  const retryAfterMs = REST_MS[code] ?? (PASSING.has(code) ? MINUTE_MS : undefined)
  if (retryAfterMs !== undefined && code !== NOT_WITH_THIS_KEY)
    throw new Unavailable('VK does not take the photo now', { code, message, retryAfterMs })
  return { kind: 'impossible', reason: `VK does not take the photo: ${message}` }
}

/** What a refusal to look for our own answer means: without having looked nothing is said. @throws {Unavailable} it may be possible later */
export function meaningOfLooking({ code, message }: Refused): Impossible {
  if (IMPOSSIBLE.has(code)) return { kind: 'impossible', reason: message }
  throw new Unavailable('VK does not show the comments now', { code, message, retryAfterMs: REST_MS[code] ?? MINUTE_MS })
}
