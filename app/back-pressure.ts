import type { Collector } from '../core/collector.ts'
import type { Log } from '../core/log.ts'
import type { Now } from '../core/time.ts'
import type { Stage } from './flows/consume.ts'
import { lagOf } from './lag.ts'

/** How many messages wait for a stage. */
export type Backlog = () => Promise<number>

/** Between two looks at the lag this much may come in unseen. */
const LOOK_MS = 1000

/** Looked at once a second however many ask. */
export function backlogOf(log: Log, { group, topics }: Pick<Stage, 'group' | 'topics'>, now: Now): Backlog {
  let seen = { messages: 0, at: Number.NEGATIVE_INFINITY }
  return async () => {
    if (now() - seen.at >= LOOK_MS) {
      const at = now()
      const lags = await Promise.all(topics.map((topic) => lagOf(log, group, topic)))
      seen = { at, messages: lags.reduce((sum, one) => sum + one.messages, 0) }
    }
    return seen.messages
  }
}

interface PressureOptions {
  readonly backlog: Backlog
  /** Messages that may wait. */
  readonly most: number
  readonly now: Now
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
}

/** Resolves once the stage is near enough; with how many seconds that took. */
export type Pressure = (signal: AbortSignal) => Promise<number>

export function pressureOf({ backlog, most, now, sleep }: PressureOptions): Pressure {
  return async (signal) => {
    const begunAt = now()
    while (!signal.aborted && (await backlog()) > most) await sleep(LOOK_MS, signal)
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

interface RoomOptions {
  /** Of the stage that reads what this one writes. */
  readonly backlog: Backlog
  /** Messages that may wait for it. */
  readonly most: number
  readonly now: Now
  /** Hears how long each wait was, once it is over. */
  readonly told: (seconds: number) => void
}

/** The stage, which takes on work only while the one behind it is near. */
export function heldStage(stage: Stage, { backlog, most, now, told }: RoomOptions): Stage {
  let waitsSince: number | null = null
  return {
    ...stage,
    async hasRoom() {
      const hasRoom = (await backlog()) <= most
      if (hasRoom && waitsSince !== null) told((now() - waitsSince) / 1000)
      waitsSince = hasRoom ? null : (waitsSince ?? now())
      return hasRoom
    },
  }
}
