import { setTimeout as sleep } from 'node:timers/promises'
import { Unavailable } from '../../core/errors.ts'
import { asPipelineError } from './client.ts'

const GIVE_UP_AFTER_MS = 10_000
const FIRST_RETRY_MS = 50
const LAST_RETRY_MS = 1000

/** Asks again, later and later, while the server is away, full or moving its shards: a question changes nothing, so it may be repeated.
 *  @throws {Unavailable} once that has lasted ten seconds; at once whatever no later try cures */
export async function persistently<T>(question: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + GIVE_UP_AFTER_MS
  for (let pauseMs = FIRST_RETRY_MS; ; pauseMs = Math.min(pauseMs * 2, LAST_RETRY_MS)) {
    try {
      return await question()
    } catch (thrown) {
      const error = asPipelineError(thrown)
      if (!(error instanceof Unavailable) || performance.now() + pauseMs > deadline) throw error
      await sleep(pauseMs)
    }
  }
}
