import { join } from 'node:path'
import { embeddedReading } from '../adapters/embedded/reading.ts'
import { type EmbeddedStore, embeddedStore } from '../adapters/embedded/store.ts'
import type { Settings } from '../config/settings.ts'
import { Misconfigured } from '../core/errors.ts'
import type { Store, StoreReading } from '../core/store.ts'
import { topicsOf } from '../core/topics.ts'
import { brokenStore } from './broken-store.ts'
import { type ClusterSettings, openCluster } from './open-cluster.ts'
import { type Patience, patiently } from './patience.ts'
import { writableFolder } from './writable-folder.ts'

export type StoreSettings = Pick<Settings, 'data' | 'log'> & ClusterSettings

/** Name of the one file in the data folder that holds everything. */
export const STORE_FILE = 'otklik.db'

export const storeFile = (settings: Pick<Settings, 'data'>): string => join(settings.data, STORE_FILE)

/** The store of the way the settings name, with every topic there.
 *  @throws {Misconfigured} when another process has the folder; {Misconfigured} {Unavailable} of the servers once patience is over */
export function openStore(settings: StoreSettings, agencyIds: readonly string[], patience: Patience): Promise<Store> {
  if (settings.log === 'embedded') return openFolder(settings, agencyIds)
  return patiently(patience, () => openCluster(settings, topicsOf(agencyIds)))
}

/** Opens (or makes) the data folder's store with every topic declared.
 *  @throws {Misconfigured} when it cannot be made or is no store, or another process has it */
export async function openFolder(settings: Pick<Settings, 'data'>, agencyIds: readonly string[] = []): Promise<EmbeddedStore> {
  writableFolder(settings.data, 'data folder')
  const file = storeFile(settings)
  const store = await embeddedStore({ file }).catch((error: unknown) => refused(file, error))
  await store.log.ensureTopics(topicsOf(agencyIds))
  return store
}

/** The data folder's store for reading only, whether or not Otklik is running on it. @throws {Misconfigured} nothing there, or no store */
export function openReading(settings: Pick<Settings, 'data'>): StoreReading {
  const file = storeFile(settings)
  try {
    return embeddedReading(file)
  } catch (error) {
    return refused(file, error)
  }
}

function refused(file: string, error: unknown): never {
  throw new Misconfigured(brokenStore(file, error), {}, { cause: error })
}
