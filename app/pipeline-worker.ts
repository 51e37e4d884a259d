import { parentPort, workerData } from 'node:worker_threads'
import { attachStore, type StoreHandle } from '../adapters/embedded/store.ts'
import { loadRegion } from '../config/load-region.ts'
import type { Settings } from '../config/settings.ts'
import type { Store } from '../core/store.ts'
import { soleLeases } from './leases.ts'
import { type Logger, logger } from './logger.ts'
import type { Measured, Meter } from './meter.ts'
import { openStore } from './open-store.ts'
import { sharedLeases } from './part.ts'
import { waiting } from './patience.ts'
import { pipeline } from './pipeline.ts'

/** What the main thread hands to this one. */
export interface PipelineData {
  readonly settings: Settings
  /** Null: the servers of the settings. */
  readonly store: StoreHandle | null
}

/** Messages to the main thread. */
export type PipelineNews =
  | { readonly kind: 'ready' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'measured'; readonly measured: Measured }

if (parentPort === null) throw new Error('The pipeline worker runs in a thread of otklik start')
const port = parentPort
const tell = (news: PipelineNews): void => port.postMessage(news)
const { settings, store: handle } = workerData as PipelineData
const log = logger(settings, 'pipeline')
const meter: Meter = (measured) => tell({ kind: 'measured', measured })
const stop = new AbortController()
port.once('message', () => stop.abort())

function opened(from: StoreHandle | null, to: Logger): Promise<Store> {
  if (from !== null) return attachStore(from)
  const agencies = loadRegion(settings.region).agencies.agencies.map((agency) => agency.id)
  return openStore(settings, agencies, waiting(stop.signal, to))
}

const store = await opened(handle, log)
try {
  await pipeline({
    settings,
    store,
    log,
    leases: handle === null ? sharedLeases({ store, log, meter }) : soleLeases,
    meter,
    signal: stop.signal,
    ready: () => tell({ kind: 'ready' }),
  })
} finally {
  await store.close()
}
tell({ kind: 'stopped' })
port.close()
