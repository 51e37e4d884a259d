import { lagOf, waitingOf } from '../lag.ts'
import { consume, type Frame, type Stage } from './consume.ts'

export interface DrainOptions {
  /** Nothing is appended to the first topic after this has resolved. */
  readonly until: Promise<unknown>
  readonly signal: AbortSignal
  /** Told how many messages the last stage has settled. */
  readonly seen: (count: number) => void
  /** Stages that run in other threads and come before these. */
  readonly elsewhere?: readonly Pick<Stage, 'group' | 'topics'>[]
}

const LOOK_MS = 20

/** Runs stages until every message of their topics is settled and no more will come. Stages are in the order of the flow. */
export async function drain(frame: Frame, stages: readonly Stage[], { until, signal, seen, elsewhere = [] }: DrainOptions): Promise<void> {
  const stop = new AbortController()
  const both = AbortSignal.any([signal, stop.signal])
  const last = stages.at(-1)
  const counting = stages.map((stage): Stage => (stage === last ? { ...stage, settled: (messages) => seen(messages.length) } : stage))
  const running = Promise.all(counting.map((stage) => consume(frame, stage, both)))
  const finished = (async () => {
    await until
    while (!both.aborted && !(await allSettled(frame, [...elsewhere, ...stages]))) await frame.sleep(LOOK_MS, both)
    stop.abort()
  })()
  await Promise.race([finished, running])
  stop.abort()
  await running
}

async function allSettled({ store }: Frame, stages: readonly Pick<Stage, 'group' | 'topics'>[]): Promise<boolean> {
  for (const { group, topics } of stages) {
    for (const topic of topics) {
      const { messages } = await waitingOf(store.log, await lagOf(store.log, group, topic))
      if (messages > 0) return false
    }
  }
  return true
}
