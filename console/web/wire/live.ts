import { signal } from '@preact/signals'
import type { Instant } from '../../../core/time.ts'
import { serverNow } from '../shell/server-time.state.ts'

/** Whether the stream of events is up, and when it was lost (server time), for the «нет связи» strip. */
export const live = signal<{ readonly up: boolean; readonly heardAt: Instant | null }>({ up: true, heardAt: null })

export interface LiveEvent {
  readonly caseId: string
  readonly type: string
  readonly state: string
  readonly agencyId: string | null
}

export interface LiveListener {
  case(event: LiveEvent): void
  /** The gap was too large to be replayed: read everything anew. */
  reset(): void
}

const DOWN_AFTER_MS = 2500

/** Opens the stream; the browser reconnects with `Last-Event-ID` by itself. Returns the function that closes it. */
export function listenLive(listener: LiveListener): () => void {
  let source = new EventSource('/api/live')
  let downTimer: ReturnType<typeof setTimeout> | undefined
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  let closed = false

  const up = (): void => {
    clearTimeout(downTimer)
    downTimer = undefined
    live.value = { up: true, heardAt: null }
  }
  // A reconnection after a moment is not worth a word.
  const down = (): void => {
    const heardAt = serverNow()
    downTimer ??= setTimeout(() => (live.value = { up: false, heardAt }), DOWN_AFTER_MS)
    if (source.readyState === EventSource.CLOSED && !closed) retryTimer = setTimeout(reopen, DOWN_AFTER_MS)
  }

  function attach(): void {
    source.addEventListener('open', up)
    source.addEventListener('error', down)
    source.addEventListener('case', (message) => {
      const event = parseLiveEvent(message.data)
      if (event !== null) listener.case(event)
    })
    source.addEventListener('reset', () => listener.reset())
  }
  /** The browser gives up after an error answer; the place in the stream is lost then, so everything is read anew. */
  function reopen(): void {
    if (closed) return
    source = new EventSource('/api/live')
    attach()
    listener.reset()
  }

  attach()
  return () => {
    closed = true
    clearTimeout(downTimer)
    clearTimeout(retryTimer)
    source.close()
  }
}

/** The data of a `case` event, or null when it is not what was agreed. */
export function parseLiveEvent(data: unknown): LiveEvent | null {
  if (typeof data !== 'string') return null
  try {
    const value: unknown = JSON.parse(data)
    if (typeof value !== 'object' || value === null || !('caseId' in value) || typeof value.caseId !== 'string') return null
    return value as LiveEvent
  } catch {
    return null
  }
}
