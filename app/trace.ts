import { hash } from 'node:crypto'

const SAMPLED = '01'

/** The W3C trace parent of an event. It follows from the event's id, so that an event which is read twice is the same event twice. */
export function traceParentOf(eventId: string): string {
  const hex = hash('sha256', eventId)
  return `00-${hex.slice(0, 32)}-${hex.slice(32, 48)}-${SAMPLED}`
}
