import type { EmbeddedStore } from '../adapters/embedded/store.ts'
import { loadRegion } from '../config/load-region.ts'
import { type Settings, settingsWithRoles } from '../config/settings.ts'
import { buildWhenStale } from './build.ts'
import { consoleOf } from './console.ts'
import { type Logger, logger } from './logger.ts'
import { openStore } from './open-store.ts'
import { pipelineThread } from './pipeline-thread.ts'
import { type Scope, scope } from './scope.ts'

export interface Running {
  /** Where the console listens; null without the console role. */
  readonly url: string | null
  /** Resolves when a part has failed for good; the caller closes. */
  readonly failed: Promise<Error>
  close(): Promise<void>
}

/** Starts everything in order: build, store, pipeline, console. A failure on the way stops what was started. */
export async function otklik(settings: Settings): Promise<Running> {
  const log = logger(settings, 'main')
  const life = scope((name, error) => log.error({ err: error, part: name }, 'did not stop cleanly'))
  try {
    return await started(settings, log, life)
  } catch (error) {
    await life.close()
    throw error
  }
}

async function started(settings: Settings, log: Logger, life: Scope): Promise<Running> {
  const region = loadRegion(settings.region)
  const store = await openStore(
    settings,
    region.agencies.agencies.map((agency) => agency.id),
  )
  life.onClose('store', () => store.close())
  await buildWhenStale(region, log)
  const failed = Promise.withResolvers<Error>()
  if (settings.roles.some((role) => role !== 'console')) await startPipeline(settings, store, life, failed.resolve)
  const url = settings.roles.includes('console') ? await startConsole(settings, store, life, log) : null
  return { url, failed: failed.promise, close: () => life.close() }
}

/** Classification is most of the work: it has a thread of its own beside the other parts. */
async function startPipeline(settings: Settings, store: EmbeddedStore, life: Scope, failed: (error: Error) => void): Promise<void> {
  const shares = [
    settings.roles.filter((role) => role === 'classify'),
    settings.roles.filter((role) => role !== 'classify' && role !== 'console'),
  ]
  for (const roles of shares.filter((share) => share.length > 0)) {
    const thread = await pipelineThread(settingsWithRoles(settings, roles), store)
    void thread.failed.then(failed)
    life.onClose(`pipeline ${roles.join()}`, () => thread.stop())
  }
}

async function startConsole(settings: Settings, store: EmbeddedStore, life: Scope, log: Logger): Promise<string> {
  const app = await consoleOf(settings, store, log)
  life.onClose('console', () => app.close())
  await app.listen({ host: settings.host, port: settings.port })
  const address = app.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : settings.port
  return `http://${settings.host}:${port}`
}
