import type { SourceAlarm } from '../../core/collector.ts'
import { Misconfigured, Unavailable } from '../../core/errors.ts'

/** What a code of VK means for reading. */
export type VkReaction = 'again' | 'slower' | 'tomorrow' | 'unreadable' | 'account-out' | 'captcha' | 'skip'

/** The error table of VK's API for reading methods; a code that is not here is asked again later. */
const REACTIONS: Readonly<Record<number, VkReaction>> = {
  1: 'again',
  10: 'again',
  36: 'again',
  43: 'again',
  6: 'slower',
  9: 'tomorrow',
  29: 'tomorrow',
  14: 'captcha',
  17: 'captcha',
  24: 'captcha',
  5: 'account-out',
  27: 'account-out',
  28: 'account-out',
  1114: 'account-out',
  1117: 'account-out',
  42: 'account-out',
  7: 'unreadable',
  15: 'unreadable',
  18: 'unreadable',
  30: 'unreadable',
  203: 'unreadable',
  210: 'unreadable',
  211: 'unreadable',
  212: 'unreadable',
  100: 'skip',
  113: 'skip',
  125: 'skip',
}

export const reactionTo = (code: number): VkReaction => REACTIONS[code] ?? 'again'

/** How long a page or a method is left alone. */
export const REST_MS: Readonly<Record<'tomorrow' | 'unreadable', number>> = { tomorrow: 24 * 3_600_000, unreadable: 24 * 3_600_000 }

const ALARMS: Readonly<Partial<Record<VkReaction, SourceAlarm['kind']>>> = {
  unreadable: 'unreadable',
  tomorrow: 'parked',
  skip: 'unreadable',
  captcha: 'captcha',
  'account-out': 'account-out',
}

/** What people must hear of it; null: nothing. */
export const alarmFor = (sourceId: string, code: number, message: string): SourceAlarm | null => {
  const kind = ALARMS[reactionTo(code)]
  return kind === undefined ? null : { sourceId, kind, reason: message }
}

/** The error for which the whole reading ends; null when only this page is affected. */
export function endOfReading(code: number, message: string): Error | null {
  const reaction = reactionTo(code)
  if (reaction === 'account-out') return new Misconfigured('VK no longer accepts the key', { code, message })
  if (reaction === 'captcha') return new Misconfigured('VK wants a person to prove that the account is one', { code, message })
  if (reaction === 'again' || reaction === 'slower')
    return new Unavailable('VK asks to try later', { code, message, ...(reaction === 'slower' && { retryAfterMs: 1000 }) })
  return null
}
