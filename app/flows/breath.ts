import { setImmediate } from 'node:timers/promises'

/** So many messages are worked on at a stretch. */
const STRETCH = 32

/** Lets the process look at what the network has brought: the batch in front waits for its answers while the next one is worked on, and would wait
 *  for all of that. To be awaited after each message with the count of those that are done. */
export const breath = async (done: number): Promise<void> => {
  if (done % STRETCH === 0) await setImmediate()
}
