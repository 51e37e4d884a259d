import type { Instant } from '../../../core/time.ts'
import { language } from './preferences.state.ts'
import { regionZone } from './session.state.ts'

const formats = new Map<string, Intl.DateTimeFormat>()

function format(key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const timeZone = regionZone()
  const id = `${key} ${language.value} ${timeZone}`
  const known = formats.get(id) ?? new Intl.DateTimeFormat(language.value === 'ru' ? 'ru-RU' : 'en-GB', { ...options, timeZone })
  formats.set(id, known)
  return known
}

/** `14:32` in the region's time zone. */
export const clockTime = (at: Instant): string => format('time', { hour: '2-digit', minute: '2-digit' }).format(at)

/** `17.03, 14:32`, to the minute, in the region's time zone. */
export const dayAndTime = (at: Instant): string =>
  format('day', { day: '2-digit', month: '2-digit', hour: '2-digit', minute: '2-digit' }).format(at)

/** `17 марта 2026 г., 14:32`. */
export const fullTime = (at: Instant): string => format('full', { dateStyle: 'long', timeStyle: 'short' }).format(at)

/** `2026-03-17` in the region's time zone; what groups a timeline by days. */
export const dayText = (at: Instant): string => format('date', { day: 'numeric', month: 'long', year: 'numeric' }).format(at)
