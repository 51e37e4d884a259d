import { existsSync } from 'node:fs'
import { Misconfigured } from '../../core/errors.ts'
import type { Store, StoreReading } from '../../core/store.ts'
import { openReading, openStore, storeFile, type StoreSettings } from '../open-store.ts'
import { briefly } from '../patience.ts'
import type { Io } from './command.ts'

/** The store of the settings for a command that only reads, beside a running Otklik. @throws as `openReading` and `openStore` */
export const openToRead = async (settings: StoreSettings, io: Io): Promise<StoreReading> =>
  settings.log === 'embedded' ? openReading(settings) : openStore(settings, [], briefly(io))

/** For one that changes what is there already: a data folder that was mistyped is not made. @throws {Misconfigured} nothing there; as `openStore` */
export async function openToChange(settings: StoreSettings, io: Io): Promise<Store> {
  const file = storeFile(settings)
  if (settings.log === 'embedded' && !existsSync(file)) throw new Misconfigured(`There is nothing to change: ${file} does not exist`)
  return openStore(settings, [], briefly(io))
}
