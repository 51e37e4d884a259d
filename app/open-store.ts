import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { embeddedReading } from '../adapters/embedded/reading.ts'
import { type EmbeddedStore, embeddedStore } from '../adapters/embedded/store.ts'
import type { StoreReading } from '../core/store.ts'
import { routedSpec, TOPICS } from '../core/topics.ts'
import type { Settings } from '../config/settings.ts'

/** Name of the one file in the data folder that holds everything. */
export const STORE_FILE = 'otklik.db'

export const storeFile = (settings: Pick<Settings, 'data'>): string => join(settings.data, STORE_FILE)

/** Opens (or makes) the data folder's store with every topic declared.
 *  @throws {Misconfigured} when another process has the folder */
export async function openStore(settings: Pick<Settings, 'data'>, agencyIds: readonly string[] = []): Promise<EmbeddedStore> {
  mkdirSync(settings.data, { recursive: true })
  const store = await embeddedStore({ file: storeFile(settings) })
  await store.log.ensureTopics([...TOPICS, ...agencyIds.map(routedSpec)])
  return store
}

/** The data folder's store for reading only, whether or not Otklik is running on it. @throws {Misconfigured} nothing there */
export const openReading = (settings: Pick<Settings, 'data'>): StoreReading => embeddedReading(storeFile(settings))
