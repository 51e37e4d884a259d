import { Worker } from 'node:worker_threads'
import type { StoreHandle } from '../adapters/embedded/store.ts'
import type { Settings } from '../config/settings.ts'
import type { Meter } from './meter.ts'
import type { PipelineData, PipelineNews } from './pipeline-worker.ts'

export interface PipelineThread {
  /** Resolves with the error the thread has died of; never while all is well. */
  readonly failed: Promise<Error>
  /** Finishes what is begun and ends. */
  stop(): Promise<void>
}

/** A batch of posts dies young, where there is room for it: a nursery is a third of this. A worker of servers has little, and of those there are many. */
const YOUNG_GENERATION_MB = { embedded: 48, kafka: 24 } as const

/** Runs the pipeline's parts of these roles in a thread of its own; resolves once they read the log. Without a handle the thread opens the
 *  servers of the settings itself, and the signal ends its waiting for them. @throws what the thread has died of meanwhile */
export async function pipelineThread(
  settings: Settings,
  store: StoreHandle | null,
  meter: Meter,
  signal?: AbortSignal,
): Promise<PipelineThread> {
  const data: PipelineData = { settings, store }
  const worker = new Worker(new URL('./pipeline-worker.ts', import.meta.url), {
    workerData: data,
    transferList: store?.transfer ?? [],
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB[settings.log] },
  })
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  const failed = new Promise<Error>((resolve) =>
    worker.on('error', (error) => resolve(error instanceof Error ? error : new Error(String(error)))),
  )
  const ready = new Promise<void>((resolve) =>
    worker.on('message', (news: PipelineNews) => {
      if (news.kind === 'ready') resolve()
      if (news.kind === 'measured') meter(news.measured)
    }),
  )
  const stop = (): void => worker.postMessage('stop')
  signal?.addEventListener('abort', stop, { once: true })
  const early = await Promise.race([ready, failed])
  signal?.removeEventListener('abort', stop)
  if (early instanceof Error) throw early
  return {
    failed,
    async stop() {
      stop()
      await ended
    },
  }
}
