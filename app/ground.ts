import type { StoreHandle } from '../adapters/embedded/store.ts'
import type { Store } from '../core/store.ts'
import { openFolder, openStore, type StoreSettings } from './open-store.ts'
import type { Patience } from './patience.ts'
import { assertFinished } from './recovery/unfinished.ts'

/** A store, and how the threads of the process come to it. */
export interface Ground {
  readonly store: Store
  /** A thread's own line to the store; null on the cluster, where every thread connects by itself. */
  readonly handle: () => Promise<StoreHandle | null>
}

/** @throws as `openStore`; {Misconfigured} a store that a command has not finished filling */
export async function groundOf(settings: StoreSettings, agencyIds: readonly string[], patience: Patience): Promise<Ground> {
  if (settings.log !== 'embedded') return { store: await whole(await openStore(settings, agencyIds, patience)), handle: async () => null }
  const store = await whole(await openFolder(settings, agencyIds))
  return { store, handle: () => store.handle() }
}

async function whole<S extends Store>(store: S): Promise<S> {
  try {
    await assertFinished(store)
    return store
  } catch (error) {
    await store.close()
    throw error
  }
}
