import { signal } from '@preact/signals'
import type { Instant } from '../../../core/time.ts'
import { serverNow, serverSaidLately } from '../shell/server-time.state.ts'
import type { LiveBeat } from './api-types.ts'
import { type LiveListener, parseBeat, parseLiveEvent } from './live-words.ts'

/** Whether the stream of events is up, and when it was lost (server time), for the «нет связи» strip. */
export const live = signal<{ readonly up: boolean; readonly heardAt: Instant | null }>({ up: true, heardAt: null })

const DOWN_AFTER_MS = 2500
/** Until the server has said how often it gives a sign of life. */
const FIRST_BEAT_MS = 15_000
/** After so many beats without a word the line is dead: a browser waits for ever where bytes stop and nobody closes. */
const MISSED_BEATS = 2.5

export interface LiveStream {
  /** False when it was open already. */
  open(): boolean
  close(): void
}

/**
 * The browser reconnects with `Last-Event-ID` by itself, but neither over a line that is dead nor after an error answer: then another stream is
 * opened at the place that was reached.
 */
export function liveStream(listener: LiveListener): LiveStream {
  let source: EventSource | null = null
  let place = ''
  let beatMs = FIRST_BEAT_MS
  const line = watchedLine(reopen)
  const words = wordsTo(listener, ({ serverTime, everyMs }) => {
    beatMs = everyMs
    serverSaidLately(serverTime)
  })

  function reopen(): void {
    source?.close()
    follow()
    if (place === '') listener.reset()
  }
  function follow(): void {
    const opened = new EventSource(place === '' ? '/api/live' : `/api/live?after=${encodeURIComponent(place)}`)
    source = opened
    line.awaits(beatMs)
    opened.addEventListener('open', () => line.heard(beatMs))
    opened.addEventListener('error', () => line.failed(opened.readyState === EventSource.CLOSED))
    for (const [type, tell] of words)
      opened.addEventListener(type, ({ data, lastEventId }: MessageEvent<unknown>) => {
        place = lastEventId
        tell(data)
        line.heard(beatMs)
      })
  }
  return {
    open() {
      if (source !== null) return false
      place = ''
      follow()
      return true
    },
    close() {
      line.leave()
      source?.close()
      source = null
    },
  }
}

type Word = readonly [type: string, tell: (data: unknown) => void]

/** What is done about each kind of event; one that is not as it was agreed is dropped. */
const wordsTo = (listener: LiveListener, beaten: (beat: LiveBeat) => void): readonly Word[] => [
  ['beat', told(parseBeat, beaten)],
  ['case', told(parseLiveEvent, (event) => listener.case(event))],
  ['left', told(parseLiveEvent, ({ caseId }) => listener.left(caseId))],
  ['reset', () => listener.reset()],
]

const told =
  <T>(parse: (data: unknown) => T | null, tell: (value: T) => void) =>
  (data: unknown): void => {
    const value = parse(data)
    if (value !== null) tell(value)
  }

/** Says in `live` whether anything comes over the line. */
function watchedLine(reopen: () => void) {
  let heardAt: Instant = serverNow()
  const [downLater, deadLater, reopenLater] = [timer(), timer(), timer()]
  const down = (): void => void (live.value = { up: false, heardAt })
  const up = (): void => void (live.value.up || (live.value = { up: true, heardAt: null }))
  const awaits = (beatMs: number): void =>
    deadLater.start(() => {
      down()
      reopen()
    }, beatMs * MISSED_BEATS)
  return {
    awaits,
    heard(beatMs: number): void {
      heardAt = serverNow()
      downLater.stop()
      up()
      awaits(beatMs)
    },
    /** `forGood`: the browser does not try again. */
    failed(forGood: boolean): void {
      // A reconnection after a moment is not worth a word.
      if (live.value.up && !downLater.runs()) {
        heardAt = serverNow()
        downLater.start(down, DOWN_AFTER_MS)
      }
      if (forGood) reopenLater.start(reopen, DOWN_AFTER_MS)
    },
    /** Where nobody listens, nobody can say that the line is down. */
    leave(): void {
      for (const one of [downLater, deadLater, reopenLater]) one.stop()
      up()
    },
  }
}

/** One wait at a time: another one takes its place. */
function timer() {
  let running: ReturnType<typeof setTimeout> | undefined
  const stop = (): void => {
    clearTimeout(running)
    running = undefined
  }
  return {
    stop,
    runs: () => running !== undefined,
    start(then: () => void, ms: number): void {
      stop()
      running = setTimeout(() => {
        running = undefined
        then()
      }, ms)
    },
  }
}
