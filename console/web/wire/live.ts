import { sessionOver } from './api.ts'
import { liveStream } from './live-stream.ts'
import type { LiveListener } from './live-words.ts'

const listeners = new Set<LiveListener>()

/** Hears what the desk's stream tells. Returns the way to stop. */
export function hearLive(listener: LiveListener): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** All who hear it, as one. */
const everybody: LiveListener = {
  case(event) {
    for (const listener of listeners) listener.case(event)
  },
  left(caseId) {
    for (const listener of listeners) listener.left(caseId)
  },
  reset() {
    for (const listener of listeners) listener.reset()
  },
}

/**
 * Follows the stream while the page is in sight, one for the whole desk. A browser has six connections to one origin: pages out of sight, or left
 * and kept for the Back button, must not hold one each. Nor does a page whose session is over ask for one.
 * Returns the function that ends it.
 */
export function followStream(): () => void {
  const stream = liveStream(everybody)
  const heeded = (): boolean => !document.hidden && !sessionOver.value
  // What was missed out of sight is not replayed to a new stream, so everything is read anew.
  const seen = (): void => {
    if (!heeded()) stream.close()
    else if (stream.open()) everybody.reset()
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
