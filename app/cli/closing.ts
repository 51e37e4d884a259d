import type { StoreReading } from '../../core/store.ts'

/** Closes the store whatever comes of the work. */
export async function closing<S extends StoreReading>(store: S, work: (store: S) => Promise<number>): Promise<number> {
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}
