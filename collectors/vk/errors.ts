import type { SourceAlarm } from '../../core/collector.ts'
import { Misconfigured, Unavailable } from '../../core/errors.ts'
import type { Instant } from '../../core/time.ts'
import type { Refusal } from './cursor.ts'
import type { VkRefusal } from './reply.ts'

/** What a code of VK means for reading. */
export type VkReaction =
  | 'again'
  | 'slower'
  | 'cool-down'
  | 'tomorrow'
  | 'unreadable'
  | 'not-shown'
  | 'account-out'
  | 'address-out'
  | 'person'

/** The error table of VK's API for reading methods; a code that is not here is asked again later and later. */
const REACTIONS: Readonly<Record<number, VkReaction>> = {
  1: 'again',
  10: 'again',
  36: 'again',
  43: 'again',
  6: 'slower',
  9: 'cool-down',
  29: 'tomorrow',
  14: 'person',
  17: 'person',
  24: 'person',
  3300: 'person',
  3301: 'person',
  3302: 'person',
  3303: 'person',
  3304: 'person',
  5: 'account-out',
  27: 'account-out',
  28: 'account-out',
  1114: 'account-out',
  1117: 'account-out',
  42: 'address-out',
  7: 'unreadable',
  15: 'unreadable',
  18: 'unreadable',
  30: 'unreadable',
  203: 'unreadable',
  210: 'unreadable',
  211: 'unreadable',
  212: 'unreadable',
  100: 'unreadable',
  113: 'unreadable',
  125: 'unreadable',
  [-3]: 'not-shown',
}

const reactionTo = (code: number): VkReaction => REACTIONS[code] ?? 'again'

/** An answer that is not what the method promises is asked for again like any failure of VK's. */
export const NOT_A_LIST: VkRefusal = { ok: false, code: -1, message: 'VK gave something that is not a list' }

/** VK counts more than it shows: what is missing may not be for everybody, or stand there again the next time. */
export const NOT_SHOWN: VkRefusal = { ok: false, code: -3, message: 'VK counts comments that it does not show' }

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** How long what was refused is left alone (twice as long each time in a row), and what people hear of it from which time on. */
interface Rest {
  readonly firstMs: number
  readonly lastMs: number
  readonly alarm: SourceAlarm['kind']
  readonly alarmFrom: number
}

const RESTS: Readonly<Partial<Record<VkReaction, Rest>>> = {
  again: { firstMs: MINUTE_MS / 4, lastMs: HOUR_MS, alarm: 'unreadable', alarmFrom: 3 },
  'cool-down': { firstMs: HOUR_MS, lastMs: 24 * HOUR_MS, alarm: 'parked', alarmFrom: 1 },
  tomorrow: { firstMs: 24 * HOUR_MS, lastMs: 24 * HOUR_MS, alarm: 'parked', alarmFrom: 1 },
  unreadable: { firstMs: 24 * HOUR_MS, lastMs: 24 * HOUR_MS, alarm: 'unreadable', alarmFrom: 1 },
  'not-shown': { firstMs: MINUTE_MS / 4, lastMs: 24 * HOUR_MS, alarm: 'unreadable', alarmFrom: Infinity },
}

/** Whether the whole method is refused, not only what was asked for. */
export const isOfMethod = ({ code }: Pick<VkRefusal, 'code'>): boolean => ['cool-down', 'tomorrow'].includes(reactionTo(code))

/** Whether the account has to keep still, whatever the method. */
export const isOfAccount = ({ code }: Pick<VkRefusal, 'code'>): boolean => reactionTo(code) === 'cool-down'

/** Whether the same is likely to be shown later. */
export const isPassing = ({ code }: Pick<VkRefusal, 'code'>): boolean => !['unreadable', 'not-shown'].includes(reactionTo(code))

/** What is remembered of a refusal of one wall, post, query or method. @throws {Unavailable} {Misconfigured} when it is one of all reading */
export function refusalAfter(before: Refusal | null, { code, message }: VkRefusal, now: Instant): Refusal {
  const rest = RESTS[reactionTo(code)]
  if (rest === undefined) throw endOfReading(code, message)
  const times = (before?.times ?? 0) + 1
  return { code, message, times, until: now + Math.min(rest.firstMs * 2 ** (times - 1), rest.lastMs) }
}

const ENDS: Readonly<Partial<Record<VkReaction, string>>> = {
  'account-out': 'VK no longer accepts the key',
  'address-out': 'VK does not let this address use the key',
  person: 'VK wants a person to prove that the account is one',
}

function endOfReading(code: number, message: string): Error {
  const end = ENDS[reactionTo(code)]
  if (end !== undefined) return new Misconfigured(end, { code, message })
  return new Unavailable('VK asks to try later', { code, message, retryAfterMs: 1000 })
}

/** What people must hear of a refusal; null: nothing yet. */
export function alarmOf(sourceId: string, refusal: Refusal | null): SourceAlarm | null {
  const rest = refusal === null ? undefined : RESTS[reactionTo(refusal.code)]
  if (refusal === null || rest === undefined || refusal.times < rest.alarmFrom) return null
  return { sourceId, kind: rest.alarm, reason: refusal.message }
}
