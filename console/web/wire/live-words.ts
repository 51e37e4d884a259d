import type { LiveBeat } from './api-types.ts'

export interface LiveEvent {
  readonly caseId: string
  readonly type: string
  readonly state: string
  readonly agencyId: string | null
}

export interface LiveListener {
  case(event: LiveEvent): void
  /** The case is no longer ours to see. */
  left(caseId: string): void
  /** The gap was too large to be replayed: read everything anew. */
  reset(): void
}

/** The data of a `case` or `left` event, or null when it is not what was agreed. */
export function parseLiveEvent(data: unknown): LiveEvent | null {
  const { caseId } = fieldsOf(data)
  return typeof caseId === 'string' ? (fieldsOf(data) as unknown as LiveEvent) : null
}

/** The data of a `beat`, or null when it is not what was agreed. */
export function parseBeat(data: unknown): LiveBeat | null {
  const { serverTime, everyMs } = fieldsOf(data)
  return typeof serverTime === 'number' && typeof everyMs === 'number' ? { serverTime, everyMs } : null
}

function fieldsOf(data: unknown): Readonly<Record<string, unknown>> {
  if (typeof data !== 'string') return {}
  try {
    const value: unknown = JSON.parse(data)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
