import { existsSync } from 'node:fs'
import type { Settings } from '../../config/settings.ts'
import { Misconfigured } from '../../core/errors.ts'
import type { Store } from '../../core/store.ts'
import { topicsOf } from '../../core/topics.ts'
import { openLog } from '../open-cluster.ts'
import { openFolder, openStore, storeFile } from '../open-store.ts'
import { type Patience, patiently } from '../patience.ts'
import { assertNobodyWorks } from './quiet.ts'

export type Way = 'cluster' | 'embedded'

/** Both ways of running of one installation. */
export interface MigratePlaces {
  readonly from: Store
  readonly to: Store
  close(): Promise<void>
}

interface Opening {
  /** `data` names the folder, `kafka` and `elasticsearch` the servers. */
  readonly settings: Settings
  readonly agencyIds: readonly string[]
  readonly way: Way
  readonly patience: Patience
}

/** @throws {Misconfigured} in one sentence when something is not named, not there, or worked on by other processes */
export async function openMigratePlaces(opening: Opening): Promise<MigratePlaces> {
  const { settings, way } = opening
  assertNamed(settings)
  if (way === 'cluster' && !existsSync(storeFile(settings)))
    throw new Misconfigured(`There is nothing to migrate: ${storeFile(settings)} does not exist`)
  const folder = await openFolder(settings, opening.agencyIds)
  try {
    const cluster = await openServers(opening)
    const close = async (): Promise<void> => void (await Promise.all([folder.close(), cluster.close()]))
    return way === 'cluster' ? { from: folder, to: cluster, close } : { from: cluster, to: folder, close }
  } catch (error) {
    await folder.close()
    throw error
  }
}

function assertNamed({ kafka, elasticsearch }: Settings): void {
  if (kafka.brokers.length === 0) throw new Misconfigured('Name at least one broker in kafka.brokers, like kafka1:9092')
  if (elasticsearch.nodes.length === 0) throw new Misconfigured('Name at least one node in elasticsearch.nodes, like https://elastic1:9200')
}

/** With every topic there, and nobody at work. */
async function openServers({ settings, agencyIds, way, patience }: Opening): Promise<Store> {
  if (way === 'cluster') {
    const log = await patiently(patience, () => openLog(settings))
    try {
      await log.ensureTopics(topicsOf(agencyIds, settings.kafka.partitions))
    } finally {
      await log.close()
    }
  }
  const store = await openStore({ ...settings, log: 'kafka' }, agencyIds, patience)
  try {
    await assertNobodyWorks(store)
    return store
  } catch (error) {
    await store.close()
    throw error
  }
}
