import { PipelineError } from '../core/errors.ts'

interface Repeating {
  readonly everyMs: number
  readonly signal: AbortSignal
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  /** Told of every failure that a later try may cure. */
  readonly failed: (error: PipelineError) => void
}

const FIRST_RETRY_MS = 500
const LAST_RETRY_MS = 2000

/** Does the work again and again until aborted; what a later try may cure is tried later and later. Any other error is thrown. */
export async function repeatedly({ everyMs, signal, sleep, failed }: Repeating, work: () => Promise<void>): Promise<void> {
  let retryMs = FIRST_RETRY_MS
  while (!signal.aborted) {
    try {
      await work()
      retryMs = FIRST_RETRY_MS
      await sleep(everyMs, signal)
    } catch (error) {
      if (!(error instanceof PipelineError) || !['retry', 'reload'].includes(error.remedy)) throw error
      failed(error)
      await sleep(retryMs, signal)
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS)
    }
  }
}
