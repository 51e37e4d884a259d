import type { StoreReading } from '../../core/store.ts'
import { openReading, openStore, type StoreSettings } from '../open-store.ts'
import { briefly } from '../patience.ts'
import type { Io } from './command.ts'

/** The store of the settings for a command that only reads, beside a running Otklik. @throws as `openReading` and `openStore` */
export const openToRead = async (settings: StoreSettings, io: Io): Promise<StoreReading> =>
  settings.log === 'embedded' ? openReading(settings) : openStore(settings, [], briefly(io))
