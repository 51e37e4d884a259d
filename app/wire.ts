import { loadRegion } from '../config/load-region.ts'
import { type Settings, settingsWithRoles } from '../config/settings.ts'
import type { Store } from '../core/store.ts'
import { buildWhenStale } from './build.ts'
import { calendarEndsSoon } from './calendar-ahead.ts'
import { consoleOf } from './console.ts'
import { type Ground, groundOf } from './ground.ts'
import { type Logger, logger } from './logger.ts'
import { type Metrics, metrics } from './metrics.ts'
import { sharedLeases } from './part.ts'
import { waiting } from './patience.ts'
import { pipeline } from './pipeline.ts'
import { pipelineThread } from './pipeline-thread.ts'
import { type HeldPort, heldPort, listening } from './port.ts'
import { type Scope, scope } from './scope.ts'
import { workerDoor } from './worker-door.ts'

export interface Running {
  /** Where the console, or a worker's health, listens. */
  readonly url: string
  /** Resolves when a part has failed for good; the caller closes. */
  readonly failed: Promise<Error>
  close(): Promise<void>
}

/** One process on its way up. */
interface Process {
  readonly settings: Settings
  readonly log: Logger
  readonly life: Scope
  /** Ends the waiting for servers. */
  readonly signal: AbortSignal
  readonly failed: (error: Error) => void
}

/** Starts everything in order: build, store, pipeline, console. A failure on the way stops what was started. */
export async function otklik(settings: Settings, signal: AbortSignal): Promise<Running> {
  const log = logger(settings, 'main')
  const life = scope((name, error) => log.error({ err: error, part: name }, 'did not stop cleanly'))
  const failed = Promise.withResolvers<Error>()
  try {
    const url = await started({ settings, log, life, signal, failed: failed.resolve })
    return { url, failed: failed.promise, close: () => life.close() }
  } catch (error) {
    await life.close()
    throw error
  }
}

async function started(process: Process): Promise<string> {
  const { settings, log, life, signal } = process
  const hasConsole = settings.roles.includes('console')
  // Before the pipeline begins to fill a store whose console nobody would see.
  const held = hasConsole ? await heldPort(settings) : null
  if (held !== null) life.onClose('port', () => held.release())
  // A worker answers for itself from the first moment on, also while it waits for its servers.
  const door = hasConsole ? null : await workerDoor(settings)
  if (door !== null) life.onClose('door', () => door.close())
  const region = loadRegion(settings.region)
  const warning = calendarEndsSoon(region.calendar, Date.now())
  if (warning !== null) log.warn(warning)
  const agencies = region.agencies.agencies.map((agency) => agency.id)
  const ground = await groundOf(settings, agencies, waiting(signal, log))
  const { store } = ground
  life.onClose('store', () => store.close())
  const measured = metrics({ store, roles: settings.roles })
  await startPipeline(process, ground, measured)
  if (door !== null) {
    door.open({ store, text: measured.text })
    return door.url
  }
  await buildWhenStale(region, log)
  return startConsole(process, store, measured, held)
}

/** Classification is most of the work: beside other parts it has a thread of its own. A worker with one share of the work needs no thread. */
async function startPipeline(process: Process, ground: Ground, measured: Metrics): Promise<void> {
  const { settings, life, signal, failed } = process
  const shares = [
    settings.roles.filter((role) => role === 'classify'),
    settings.roles.filter((role) => role !== 'classify' && role !== 'console'),
  ].filter((share) => share.length > 0)
  if (settings.log !== 'embedded' && settings.roles.length === shares[0]?.length) return pipelineHere(process, ground.store, measured)
  for (const roles of shares) {
    signal.throwIfAborted()
    const thread = await pipelineThread(settingsWithRoles(settings, roles), await ground.handle(), measured.meter, signal)
    void thread.failed.then(failed)
    life.onClose(`pipeline ${roles.join()}`, () => thread.stop())
  }
}

async function pipelineHere({ settings, log, life, signal, failed }: Process, store: Store, measured: Metrics): Promise<void> {
  signal.throwIfAborted()
  const stop = new AbortController()
  const abort = (): void => stop.abort()
  signal.addEventListener('abort', abort, { once: true })
  const ready = Promise.withResolvers<void>()
  const leases = sharedLeases({ store, log, meter: measured.meter })
  const running = pipeline({ settings, store, log, leases, meter: measured.meter, signal: stop.signal, ready: ready.resolve })
  running.catch((error: unknown) => failed(error instanceof Error ? error : new Error(String(error))))
  // One that does not come up has ended by itself.
  await Promise.race([ready.promise, running])
  // From now on it stops in its turn, after whatever was started later.
  signal.removeEventListener('abort', abort)
  life.onClose('pipeline', async () => {
    abort()
    await running
  })
}

async function startConsole({ settings, life, log }: Process, store: Store, measured: Metrics, held: HeldPort | null): Promise<string> {
  const app = await consoleOf(settings, { store, metrics: measured.text, log })
  life.onClose('console', () => app.close())
  await held?.release()
  await listening(settings, () => app.listen({ host: settings.host, port: settings.port }))
  const address = app.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : settings.port
  return `http://${settings.host}:${port}`
}
