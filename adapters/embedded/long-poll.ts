import type { PollOptions } from '../../core/log.ts'
import type { Line } from './line.ts'

/** Looks, and when there is nothing waits for growth and looks again until the time is over. */
export async function longPoll<T>(
  line: Line,
  topics: readonly string[],
  { waitMs, signal }: PollOptions,
  look: () => readonly T[],
): Promise<readonly T[]> {
  const deadline = performance.now() + waitMs
  for (;;) {
    if (signal?.aborted === true) return []
    const leftMs = deadline - performance.now()
    if (leftMs <= 0) return look()
    const word = line.grown(topics, leftMs, signal)
    const found = look()
    if (found.length > 0) {
      word.cancel()
      return found
    }
    await word.done
  }
}
