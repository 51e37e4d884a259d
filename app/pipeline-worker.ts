import { parentPort, workerData } from 'node:worker_threads'
import { attachStore, type StoreHandle } from '../adapters/embedded/store.ts'
import type { Settings } from '../config/settings.ts'
import { logger } from './logger.ts'
import { pipeline } from './pipeline.ts'

/** What the main thread hands to this one. */
export interface PipelineData {
  readonly settings: Settings
  readonly store: StoreHandle
}

/** Messages to the main thread. */
export type PipelineNews = { readonly kind: 'ready' } | { readonly kind: 'stopped' }

if (parentPort === null) throw new Error('The pipeline worker runs in a thread of otklik start')
const port = parentPort
const { settings, store: handle } = workerData as PipelineData
const log = logger(settings, 'pipeline')
const stop = new AbortController()
port.once('message', () => stop.abort())

const store = await attachStore(handle)
try {
  await pipeline({ settings, store, log, signal: stop.signal, ready: () => port.postMessage({ kind: 'ready' } satisfies PipelineNews) })
} finally {
  await store.close()
}
port.postMessage({ kind: 'stopped' } satisfies PipelineNews)
port.close()
