import type { Collector } from '../core/collector.ts'
import type { Log } from '../core/log.ts'
import type { Now } from '../core/time.ts'
import { CLASSIFIER } from './flows/classify.ts'
import { lagOf } from './lag.ts'

interface PressureOptions {
  readonly log: Log
  /** Messages that may wait for the classifier. */
  readonly most: number
  readonly now: Now
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
}

/** Resolves once the classifier is near enough; with how many seconds that took. */
export type Pressure = (signal: AbortSignal) => Promise<number>

/** Between two looks at the lag this much may come in unseen. */
const LOOK_MS = 1000

/** The lag of the classifier, looked at once a second however many collectors ask. */
export function pressureOf({ log, most, now, sleep }: PressureOptions): Pressure {
  let seen = { lag: 0, at: Number.NEGATIVE_INFINITY }
  const lag = async (): Promise<number> => {
    if (now() - seen.at >= LOOK_MS) {
      const at = now()
      const lags = await Promise.all(CLASSIFIER.topics.map((topic) => lagOf(log, CLASSIFIER.group, topic)))
      seen = { at, lag: lags.reduce((sum, one) => sum + one.messages, 0) }
    }
    return seen.lag
  }
  return async (signal) => {
    const begunAt = now()
    while (!signal.aborted && (await lag()) > most) await sleep(LOOK_MS, signal)
    return (now() - begunAt) / 1000
  }
}

const TOLD_FROM_SECONDS = 1

/** The collector, which reads its next page only when the flow has room for it. `told` hears of every wait of a second and more. */
export function heldBack(collector: Collector, pressure: Pressure, told: (seconds: number) => void): Collector {
  const room = async (signal: AbortSignal): Promise<void> => {
    const seconds = await pressure(signal)
    if (seconds >= TOLD_FROM_SECONDS) told(seconds)
  }
  return {
    platform: collector.platform,
    name: collector.name,
    capabilities: collector.capabilities,
    alarms: () => collector.alarms(),
    async *pages(cursor, signal) {
      await room(signal)
      for await (const page of collector.pages(cursor, signal)) {
        yield page
        await room(signal)
      }
    },
  }
}
