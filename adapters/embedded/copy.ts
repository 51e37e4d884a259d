import { statSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { Unavailable } from '../../core/errors.ts'

/** Data of the copying thread. */
export interface CopyData {
  readonly file: string
  readonly target: string
}

const LOOK_MS = 100

/**
 * A consistent copy of the file as it is now, on the disk when this resolves. Reads by a connection and a thread of its own, so that
 * whoever writes to the file, here or in another process, goes on. `written`: told how many bytes more there are. @throws {Unavailable}
 */
export async function copyDatabase(file: string, target: string, written: (bytes: number) => void = () => undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const copier = new Worker(new URL('./copier.ts', import.meta.url), { workerData: { file, target } satisfies CopyData })
  copier.once('error', (cause) => reject(new Unavailable(`The copy of ${file} was not written: ${String(cause)}`, {}, { cause })))
  copier.once('exit', () => resolve())
  let told = 0
  const look = (): void => {
    const size = statSync(target, { throwIfNoEntry: false })?.size ?? 0
    written(size - told)
    told = size
  }
  const looking = setInterval(look, LOOK_MS)
  try {
    await promise
    look()
  } finally {
    clearInterval(looking)
  }
}
