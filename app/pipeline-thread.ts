import { Worker } from 'node:worker_threads'
import type { EmbeddedStore } from '../adapters/embedded/store.ts'
import type { Settings } from '../config/settings.ts'
import type { PipelineData, PipelineNews } from './pipeline-worker.ts'

export interface PipelineThread {
  /** Resolves with the error the thread has died of; never while all is well. */
  readonly failed: Promise<Error>
  /** Finishes what is begun and ends. */
  stop(): Promise<void>
}

/** A batch of posts dies young. The default lets three times as much gather before it is collected, which costs memory and wins nothing. */
const YOUNG_GENERATION_MB = 12

/** Runs the pipeline's parts of these roles in a thread of its own; resolves once they read the log. */
export async function pipelineThread(settings: Settings, store: EmbeddedStore): Promise<PipelineThread> {
  const handle = await store.handle()
  const data: PipelineData = { settings, store: handle }
  const worker = new Worker(new URL('./pipeline-worker.ts', import.meta.url), {
    workerData: data,
    transferList: handle.transfer,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  })
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  const failed = new Promise<Error>((resolve) =>
    worker.on('error', (error) => resolve(error instanceof Error ? error : new Error(String(error)))),
  )
  const ready = new Promise<void>((resolve) => worker.on('message', (news: PipelineNews) => news.kind === 'ready' && resolve()))
  const early = await Promise.race([ready, failed])
  if (early instanceof Error) throw early
  return {
    failed,
    async stop() {
      worker.postMessage('stop')
      await ended
    },
  }
}
