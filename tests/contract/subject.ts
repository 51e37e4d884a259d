import type { Store } from '../../core/store.ts'

/** A store under test with nothing in it. */
export interface Subject {
  readonly store: Store
  /** A second connection to the same store, as another worker would have. */
  another(): Promise<Store>
  /** Closes it and opens what is there anew, as after a restart. */
  reopen(): Promise<Store>
  /** Closes it, puts a copy of its own in the place of everything the copy can hold, and opens that. */
  restored(copy: string): Promise<Store>
  close(): Promise<void>
}

/** Every adapter hands in one of these; the suites know nothing else of it. */
export type Make = (options: { readonly leaseMs: number }) => Promise<Subject>

/** As short as a Kafka broker can be set to take. */
export const LEASE_MS = 1000

/** Polls a condition; for what a store does in its own time. @throws {Error} after `withinMs` */
export async function eventually<T>(look: () => Promise<T>, until: (value: T) => boolean, withinMs = 5000): Promise<T> {
  const deadline = Date.now() + withinMs
  for (;;) {
    const value = await look()
    if (until(value)) return value
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms; last seen ${JSON.stringify(value)}`)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** The error a promise ends with. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('expected a failure')
}
