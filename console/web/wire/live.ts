import { signal } from '@preact/signals'
import type { Instant } from '../../../core/time.ts'
import { serverNow } from '../shell/server-time.state.ts'
import { sessionOver } from './api.ts'

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
  /** The case is no longer ours to see. */
  left(caseId: string): void
  /** The gap was too large to be replayed: read everything anew. */
  reset(): void
}

const DOWN_AFTER_MS = 2500

/**
 * Follows the stream while the page is in sight; the browser reconnects with `Last-Event-ID` by itself. A browser has six
 * connections to one origin: pages out of sight, or left and kept for the Back button, must not hold one each. Nor does a page whose session is
 * over ask for one.
 * Returns the function that ends it.
 */
export function listenLive(listener: LiveListener): () => void {
  const stream = liveStream(listener)
  const heeded = (): boolean => !document.hidden && !sessionOver.value
  // What was missed out of sight is not replayed to a new stream, so everything is read anew.
  const seen = (): void => {
    if (!heeded()) stream.close()
    else if (stream.open()) listener.reset()
  }
  if (heeded()) stream.open()
  document.addEventListener('visibilitychange', seen)
  addEventListener('pagehide', stream.close)
  addEventListener('pageshow', seen)
  const stopHeeding = sessionOver.subscribe(() => seen())
  return () => {
    stopHeeding()
    document.removeEventListener('visibilitychange', seen)
    removeEventListener('pagehide', stream.close)
    removeEventListener('pageshow', seen)
    stream.close()
  }
}

interface LiveStream {
  /** False when it was open already. */
  open(): boolean
  close(): void
}

function liveStream(listener: LiveListener): LiveStream {
  let source: EventSource | null = null
  let downTimer: ReturnType<typeof setTimeout> | undefined
  let retryTimer: ReturnType<typeof setTimeout> | undefined

  const up = (): void => {
    clearTimeout(downTimer)
    downTimer = undefined
    live.value = { up: true, heardAt: null }
  }
  // A reconnection after a moment is not worth a word.
  const down = (): void => {
    const heardAt = serverNow()
    downTimer ??= setTimeout(() => (live.value = { up: false, heardAt }), DOWN_AFTER_MS)
    if (source?.readyState === EventSource.CLOSED) retryTimer = setTimeout(reopen, DOWN_AFTER_MS)
  }
  /** The browser gives up after an error answer; the place in the stream is lost then, so everything is read anew. */
  function reopen(): void {
    source = null
    if (open()) listener.reset()
  }
  function open(): boolean {
    if (source !== null) return false
    source = new EventSource('/api/live')
    source.addEventListener('open', up)
    source.addEventListener('error', down)
    source.addEventListener('case', (message) => {
      const event = parseLiveEvent(message.data)
      if (event !== null) listener.case(event)
    })
    source.addEventListener('left', (message) => {
      const event = parseLiveEvent(message.data)
      if (event !== null) listener.left(event.caseId)
    })
    source.addEventListener('reset', () => listener.reset())
    return true
  }
  function close(): void {
    clearTimeout(downTimer)
    clearTimeout(retryTimer)
    downTimer = undefined
    source?.close()
    source = null
  }
  return { open, close }
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
