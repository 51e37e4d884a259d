import type { StoreHandle } from '../adapters/embedded/store.ts'
import type { Store } from '../core/store.ts'
import { openFolder, openStore, type StoreSettings } from './open-store.ts'
import type { Patience } from './patience.ts'

/** A store, and how the threads of the process come to it. */
export interface Ground {
  readonly store: Store
  /** A thread's own line to the store; null on the cluster, where every thread connects by itself. */
  readonly handle: () => Promise<StoreHandle | null>
}

/** @throws as `openStore` */
export async function groundOf(settings: StoreSettings, agencyIds: readonly string[], patience: Patience): Promise<Ground> {
  if (settings.log !== 'embedded') return { store: await openStore(settings, agencyIds, patience), handle: async () => null }
  const store = await openFolder(settings, agencyIds)
  return { store, handle: () => store.handle() }
}
