import { Unavailable } from '../../core/errors.ts'
import type { PublicationResult } from '../../core/publisher.ts'
import type { VkReply } from './speaker.ts'

type Refused = Extract<VkReply, { ok: false }>
type Impossible = Extract<PublicationResult, { kind: 'impossible' }>

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** What a refusal after which certainly nothing stands on the wall means for this answer and for the account. */
interface Meaning {
  /** Whether the same words may be sent again; if not, p.14's fallback is offered. */
  readonly again: boolean
  /** Who waits: the account, whatever it has to say, or this answer alone. */
  readonly waits: 'account' | 'answer'
  readonly waitMs: number
}

const TOO_MANY: Meaning = { again: true, waits: 'account', waitMs: SECOND_MS }
/** The same words would be refused again, and other words too for a while. */
const FLOOD: Meaning = { again: false, waits: 'account', waitMs: HOUR_MS }
/** The account has to prove that a person stands behind it: only a person can. */
const PERSON: Meaning = { again: false, waits: 'account', waitMs: HOUR_MS }
const QUOTA: Meaning = { again: true, waits: 'account', waitMs: DAY_MS }
const KEY: Meaning = { again: true, waits: 'account', waitMs: 10 * MINUTE_MS }
const ADDRESS: Meaning = { again: true, waits: 'account', waitMs: 10 * MINUTE_MS }
const OUT_OF_ORDER: Meaning = { again: true, waits: 'account', waitMs: MINUTE_MS }
/** VK failed by itself, at this post perhaps and at no other: one answer that VK cannot look after silences nobody. */
const FAILED: Meaning = { again: true, waits: 'answer', waitMs: MINUTE_MS }
/** VK will never take this answer here. */
const CLOSED: Meaning = { again: false, waits: 'answer', waitMs: 0 }

/** The error table of VK's API for writing. A code that is not here (1, 10, 36 and what is new) does not say whether it was written. */
const MEANINGS: Readonly<Record<number, Meaning>> = {
  6: TOO_MANY,
  9: FLOOD,
  14: PERSON,
  17: PERSON,
  24: PERSON,
  3300: PERSON,
  3301: PERSON,
  3302: PERSON,
  3303: PERSON,
  3304: PERSON,
  29: QUOTA,
  5: KEY,
  27: KEY,
  28: KEY,
  1114: KEY,
  1117: KEY,
  42: ADDRESS,
  43: OUT_OF_ORDER,
  7: CLOSED,
  15: CLOSED,
  18: CLOSED,
  30: CLOSED,
  100: CLOSED,
  113: CLOSED,
  125: CLOSED,
  203: CLOSED,
  210: CLOSED,
  211: CLOSED,
  212: CLOSED,
  213: CLOSED,
  214: CLOSED,
  // Links are not taken here; what was approved is published as it is or by a person, never shortened (p.12, p.14).
  222: CLOSED,
  223: CLOSED,
  801: CLOSED,
  1401: CLOSED,
}

/** A key of a community may not upload: a person places the answer. */
const NOT_WITH_THIS_KEY = 27

/** What a refusal to write means; null: not even whether it was written.
 *  @throws {Unavailable} nothing was written, and later it may be */
export function meaningOfSpeaking({ code, message }: Refused): Impossible | null {
  const meaning = MEANINGS[code]
  if (meaning === undefined) return null
  if (meaning.again) throw later('VK does not take the answer now', { code, message }, meaning)
  return impossible(message, meaning.waitMs)
}

/** VK's own failures: what was not written by them can be asked for again. */
const PASSING: ReadonlySet<number> = new Set([1, 10, 36])

/** What a refusal of a photo means: nothing was said yet. The key it is uploaded with is not the account's, which may say what has no photo.
 *  @throws {Unavailable} the photo may be taken later */
export function meaningOfUpload({ code, message }: Refused): Impossible {
  const meaning = PASSING.has(code) ? FAILED : (MEANINGS[code] ?? CLOSED)
  if (meaning.again && code !== NOT_WITH_THIS_KEY)
    throw later('VK does not take the photo now', { code, message }, { ...meaning, waits: 'answer' })
  return impossible(`VK does not take the photo: ${message}`)
}

/** What a refusal to look for our own answer means: without having looked nothing is said. Looking has no words that could be too many of a
 *  kind, so flood control passes. @throws {Unavailable} it may be possible later */
export function meaningOfLooking({ code, message }: Refused): Impossible {
  const meaning = MEANINGS[code] ?? FAILED
  if (meaning.again || meaning === FLOOD) throw later('VK does not show the comments now', { code, message }, meaning)
  return impossible(message, meaning.waitMs)
}

const later = (what: string, said: { readonly code: number; readonly message: string }, { waits, waitMs }: Meaning): Unavailable =>
  new Unavailable(what, { ...said, retryAfterMs: waitMs, ...(waits === 'account' && { restMs: waitMs }) })

const impossible = (reason: string, restMs = 0): Impossible => ({ kind: 'impossible', reason, ...(restMs > 0 && { restMs }) })
