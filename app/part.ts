import { randomUUID } from 'node:crypto'
import type { Settings } from '../config/settings.ts'
import type { PipelineError } from '../core/errors.ts'
import type { Store } from '../core/store.ts'
import { type Leases, storeLeases } from './leases.ts'
import type { Logger } from './logger.ts'
import type { Meter } from './meter.ts'
import { sleep } from './sleep.ts'

/** What every part of the pipeline is given. */
export interface PartOptions {
  readonly settings: Settings
  readonly store: Store
  readonly leases: Leases
  readonly log: Logger
  readonly meter: Meter
  readonly signal: AbortSignal
}

/** Runs until the signal comes or it has failed for good. */
export type Part = () => Promise<void>

export const now = (): number => Date.now()

/** Names this process among those that share a store. */
export const PROCESS_ID = randomUUID()

/** How a part that does the same again and again waits, and tells of what it tries again. */
export const rhythm = ({ log, meter, signal }: Pick<PartOptions, 'log' | 'meter' | 'signal'>, stage: string, everyMs: number) => ({
  everyMs,
  signal,
  sleep,
  failed(error: PipelineError) {
    meter({ kind: 'again', stage, error: error.code })
    log.warn({ stage, err: error }, 'will try again')
  },
  well: () => meter({ kind: 'well', stage }),
})

/** Leases of the processes that share a store. */
export const sharedLeases = ({ store, log, meter }: Pick<PartOptions, 'store' | 'log' | 'meter'>): Leases =>
  storeLeases({
    store,
    holder: PROCESS_ID,
    elapsed: () => performance.now(),
    sleep,
    report({ lease, token, held }) {
      meter({ kind: 'lease', lease, held })
      log.info({ lease, token }, held ? 'lease taken' : 'lease over')
    },
  })
