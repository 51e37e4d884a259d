import { placeOf } from '../draft/draft-place.ts'
import { forgetIfOver } from '../draft/old-drafts.ts'
import { hearLive } from '../wire/live.ts'
import type { Board } from './board.state.ts'
import { isStale, outdate, outdateAll, refreshCase } from './cases.state.ts'
import type { LiveCase } from './hear-case.ts'
import { browserStorage } from '../shell/browser-storage.ts'

const GATHER_MS = 250
/** Above this many cases at once reading the list again is cheaper than reading each. */
const MOST_CASES = 40

/** Feeds a board from the stream of events; several words about one case become one reading. Returns the way to stop. */
export function followLive(board: Board): () => void {
  const waiting = new Map<string, LiveCase>()
  let timer: ReturnType<typeof setTimeout> | undefined

  async function flush(): Promise<void> {
    const events = [...waiting.values()]
    waiting.clear()
    timer = undefined
    // In an empty list nothing can move under the hand.
    if (events.length > MOST_CASES || board.ids.value.length === 0) await board.reload()
    else for (const event of events) await board.heard(event).catch(() => null)
    await readChosen()
  }
  /** The open card, which may be of a case that the list does not have. */
  async function readChosen(): Promise<void> {
    const id = board.selectedId.value
    if (id !== null && isStale(id)) await refreshCase(id).catch(() => null)
  }

  // Until now nobody was listening.
  outdateAll()

  const stop = hearLive({
    case(event) {
      outdate(event.caseId)
      forgetIfOver(browserStorage, placeOf(event.caseId), event.state)
      waiting.set(event.caseId, event)
      timer ??= setTimeout(() => void flush(), GATHER_MS)
    },
    left(caseId) {
      waiting.delete(caseId)
      board.left(caseId)
    },
    reset() {
      outdateAll()
      void board.reload().then(readChosen)
    },
  })
  return () => {
    clearTimeout(timer)
    stop()
  }
}
