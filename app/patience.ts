import { Misconfigured, Unavailable } from '../core/errors.ts'
import type { Logger } from './logger.ts'
import { sleep } from './sleep.ts'

export interface Patience {
  /** Ends the waiting. */
  readonly signal: AbortSignal
  /** No new try begins later than this; Infinity for a service that waits until its servers are there. */
  readonly withinMs: number
  /** One sentence each time something stands in the way. */
  readonly report: (sentence: string, retryMs: number) => void
}

const FIRST_RETRY_MS = 500
const LAST_RETRY_MS = 5000

/** Tries until the far side is there and as it must be; what an operator can change on it may be right a moment later. A try that the signal
 *  meets is left to itself. @throws what the last try threw, once the time is over; the signal's reason, or what it has met */
export async function patiently<T>({ signal, withinMs, report }: Patience, work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + withinMs
  for (let retryMs = FIRST_RETRY_MS; ; retryMs = Math.min(retryMs * 2, LAST_RETRY_MS)) {
    try {
      return await unlessAborted(signal, work)
    } catch (error) {
      if (!(error instanceof Unavailable) && !(error instanceof Misconfigured)) throw error
      if (signal.aborted || performance.now() + retryMs > deadline) throw error
      report(error.message, retryMs)
      await sleep(retryMs, signal)
      if (signal.aborted) throw error
    }
  }
}

/** @throws the signal's reason */
async function unlessAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted()
  const aborted = Promise.withResolvers<never>()
  const abort = (): void => aborted.reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([work(), aborted.promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** Waits for the servers as long as it takes. */
export const waiting = (signal: AbortSignal, log: Pick<Logger, 'warn'>): Patience => ({
  signal,
  withinMs: Number.POSITIVE_INFINITY,
  report: (sentence, retryMs) => log.warn({ retryMs }, sentence),
})

/** For a command that a person waits for. */
export const briefly = (io: { readonly stderr: { write(text: string): unknown } }): Patience => ({
  signal: new AbortController().signal,
  withinMs: 10_000,
  report: (sentence) => io.stderr.write(`${sentence}; trying again\n`),
})
