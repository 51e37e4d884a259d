import { setFlagsFromString } from 'node:v8'

/** By how much of its size a heap may grow before it is swept. By default it may double, which four threads' heaps of batches do. */
const GROWTH_PERCENT = 50

/** Keeps the heaps of this process near what they hold. To be called before the first thread is started. */
export function keepHeapsSmall(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`)
  // By the command line the main thread has its nursery. Every thread would have it, whatever its own limit says.
  setFlagsFromString('--max-semi-space-size=0')
}
