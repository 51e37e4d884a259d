import { PipelineError } from '../core/errors.ts'

interface Repeating {
  readonly everyMs: number
  readonly signal: AbortSignal
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  /** Told of every failure that a later try may cure. */
  readonly failed: (error: PipelineError) => void
  /** Told once the work is done for the first time, and for the first time after a failure. */
  readonly well?: () => void
}

const FIRST_RETRY_MS = 500
const LAST_RETRY_MS = 2000

/** Does the work again and again until aborted; what a later try may cure is tried later and later. Any other error is thrown. */
export async function repeatedly({ everyMs, signal, sleep, failed, well }: Repeating, work: () => Promise<void>): Promise<void> {
  let retryMs = FIRST_RETRY_MS
  let isWell = false
  while (!signal.aborted) {
    try {
      await work()
      if (!isWell) well?.()
      isWell = true
      retryMs = FIRST_RETRY_MS
      await sleep(everyMs, signal)
    } catch (error) {
      if (!(error instanceof PipelineError) || !['retry', 'reload'].includes(error.remedy)) throw error
      isWell = false
      failed(error)
      await sleep(retryMs, signal)
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS)
    }
  }
}
