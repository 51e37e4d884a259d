import { Misconfigured, PipelineError, Unavailable } from '../core/errors.ts'
import type { Logger } from './logger.ts'
import { sleep } from './sleep.ts'

export interface Patience {
  /** Ends the waiting. */
  readonly signal: AbortSignal
  /** No new try begins later than this; Infinity for a service that waits until its servers are there. */
  readonly withinMs: number
  /** One sentence each time something stands in the way. */
  readonly report: (sentence: string, retryMs: number) => void
  /** What is tried again; without it whatever is away, and what an operator can change. */
  readonly isWorthATry?: (error: PipelineError) => boolean
}

const FIRST_RETRY_MS = 500
const LAST_RETRY_MS = 5000

/** Tries until the far side is there and as it must be; what an operator can change on it may be right a moment later. A try that the signal
 *  meets is left to itself. @throws what the last try threw, once the time is over; the signal's reason, or what it has met */
export async function patiently<T>(patience: Patience, work: () => Promise<T>): Promise<T> {
  const { signal, withinMs, report, isWorthATry = isAwayOrWrong } = patience
  const deadline = performance.now() + withinMs
  for (let retryMs = FIRST_RETRY_MS; ; retryMs = Math.min(retryMs * 2, LAST_RETRY_MS)) {
    try {
      return await unlessAborted(signal, work)
    } catch (error) {
      if (!(error instanceof PipelineError) || !isWorthATry(error)) throw error
      if (signal.aborted || performance.now() + retryMs > deadline) throw error
      report(error.message, retryMs)
      await sleep(retryMs, signal)
      if (signal.aborted) throw error
    }
  }
}

const isAway = (error: PipelineError): boolean => error instanceof Unavailable
const isAwayOrWrong = (error: PipelineError): boolean => isAway(error) || error instanceof Misconfigured

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

interface Told {
  readonly stderr: { write(text: string): unknown }
}

/** For a command that a person waits for. */
export const briefly = (io: Told): Patience => ({
  signal: new AbortController().signal,
  withinMs: 10_000,
  report: (sentence) => io.stderr.write(`${sentence}; trying again\n`),
})

/** For what a command asks of servers that have answered once: they may be busy for a while, but nobody grants a right meanwhile. */
export const throughTheRush = (io: Told): Patience => ({ ...briefly(io), withinMs: 60_000, isWorthATry: isAway })
