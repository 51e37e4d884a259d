import { setTimeout as wait } from 'node:timers/promises'

/** Waits, or returns at once when aborted. */
export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(ms, undefined, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
