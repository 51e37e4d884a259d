import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Region } from '../config/load-region.ts'
import { buildWeb } from './build-web.ts'
import type { Logger } from './logger.ts'
import { trainedTopicModel } from './topic-model-file.ts'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** Where the built pages lie. */
export const WEB_FOLDER = at('../build/web')
const STAMP = join(WEB_FOLDER, '.sources')
/** Everything the bundle is made from. */
const SOURCES = ['../console/web', '../core', '../sla-engine', '../vite.config.ts', '../package-lock.json'].map(at)

export type Freshness = 'built' | 'fresh'

/** Makes what a start needs and is not there or older than its sources: the console's pages and the topic model. */
export async function buildWhenStale(
  region: Region,
  log: Logger,
): Promise<{ readonly topicModel: Freshness; readonly console: Freshness }> {
  const topicModel = trainedTopicModel(region).isNew ? 'built' : 'fresh'
  const stamp = hashOf(SOURCES)
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp) return { topicModel, console: 'fresh' }
  log.info('building the console')
  await buildWeb(WEB_FOLDER)
  writeFileSync(STAMP, stamp)
  return { topicModel, console: 'built' }
}

function hashOf(paths: readonly string[]): string {
  const hash = createHash('sha256')
  for (const path of paths.flatMap(filesOf)) hash.update(path).update(readFileSync(path))
  return hash.digest('hex')
}

function filesOf(path: string): readonly string[] {
  const entries = /\.(ts|json)$/.test(path) ? null : readdirSync(path, { withFileTypes: true, recursive: true })
  return entries === null
    ? [path]
    : entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .toSorted()
}
