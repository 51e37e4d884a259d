import type { Store } from '../core/store.ts'
import { inTime } from './in-time.ts'
import { assertAnswers } from './readiness.ts'

/** Supervisors wait a few seconds for an answer, and a server that is away or takes connections and says nothing is asked for much longer. */
const READY_WITHIN_MS = 2500

interface Asking {
  readonly withinMs?: number
  /** Told what kept them from answering, where that is known too late. */
  readonly late?: (error: unknown) => void
}

/** @throws as `assertAnswers`; {Unavailable} when nothing has answered in time */
export async function assertReadyInTime(store: Store, { withinMs = READY_WITHIN_MS, late }: Asking = {}): Promise<void> {
  let isOver = false
  const asked = assertAnswers(store)
  asked.catch((error: unknown) => isOver && late?.(error))
  try {
    await inTime(asked, withinMs, `Log and documents have not answered within ${withinMs} ms`)
  } finally {
    isOver = true
  }
}
