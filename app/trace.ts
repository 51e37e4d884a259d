import { createHash } from 'node:crypto'

const SAMPLED = '01'

/** The W3C trace parent of an event. It follows from the event's id, so that an event which is read twice is the same event twice. */
export function traceParentOf(eventId: string): string {
  const hash = createHash('sha256').update(eventId).digest('hex')
  return `00-${hash.slice(0, 32)}-${hash.slice(32, 48)}-${SAMPLED}`
}
