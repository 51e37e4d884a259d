import { randomUUID } from 'node:crypto'
import { classify } from '../classifier/classify.ts'
import { demoCollector } from '../collectors/demo.ts'
import { loadRegion, type Region } from '../config/load-region.ts'
import type { Settings } from '../config/settings.ts'
import type { Collector } from '../core/collector.ts'
import { Misconfigured, PipelineError } from '../core/errors.ts'
import type { Store } from '../core/store.ts'
import { sweep } from '../sla-engine/sweep.ts'
import { caseDesk } from './case-desk.ts'
import { demoRecords } from './demo-records.ts'
import { engineOf } from './engine.ts'
import { classifyStage } from './flows/classify.ts'
import { collect } from './flows/collect.ts'
import { consume, type Frame, type Stage } from './flows/consume.ts'
import { intakeStage } from './flows/intake.ts'
import { publishStage } from './flows/publish.ts'
import { speakOwed } from './flows/speakers.ts'
import { knowledgeOf } from './knowledge.ts'
import type { Logger } from './logger.ts'
import { speakersOf } from './publishers.ts'
import { sleep } from './sleep.ts'
import { surroundings } from './surroundings.ts'
import { topicModel } from './topic-model-file.ts'
import { type VkClients, vkClientsOf, vkCollectorOf } from './vk.ts'

export interface PipelineOptions {
  readonly settings: Settings
  readonly store: Store
  readonly log: Logger
  readonly signal: AbortSignal
  /** Told once every part reads. */
  readonly ready: () => void
}

const SWEEP_BATCH = 500
const RETAIN_MS = 3_600_000
const FIRST_RETRY_MS = 1000
const LAST_RETRY_MS = 60_000

const now = (): number => Date.now()

/** Runs the parts of the flow that the roles name until aborted. The first part that fails for good ends them all. */
export async function pipeline(options: PipelineOptions): Promise<void> {
  const { settings, signal, log, ready } = options
  const region = loadRegion(settings.region)
  const stop = new AbortController()
  const until = AbortSignal.any([signal, stop.signal])
  const parts = await partsOf({ ...options, signal: until }, region)
  ready()
  log.info({ parts: parts.length, roles: settings.roles }, 'pipeline reads')
  try {
    await Promise.all(parts.map((part) => part()))
  } finally {
    stop.abort()
  }
}

async function partsOf(options: PipelineOptions, region: Region): Promise<readonly (() => Promise<void>)[]> {
  const { settings, store, signal, log } = options
  const roles = new Set(settings.roles)
  const frame = frameOf(store, log)
  const stages = await stagesOf(options, region)
  const vk = vkClientsOf(settings)
  const collectors = roles.has('collect') ? collectorsOf(options, region, vk) : []
  return [
    ...stages.map((stage) => () => consume(frame, stage, signal)),
    ...collectors.map(
      ({ collector, everyMs }) =>
        () =>
          collectForEver(options, collector, everyMs),
    ),
    ...(roles.has('publish')
      ? [() => speakOwed(speakersOf({ settings, vk, store, engine: engineOf(region, store), now, log }), signal)]
      : []),
    ...(roles.has('sweep') ? [() => sweepForEver(options, region)] : []),
  ]
}

export const frameOf = (store: Store, log: Logger): Frame => ({
  store,
  member: randomUUID(),
  sleep,
  report: ({ stage, message, error }) => log.warn({ stage, err: error }, message),
})

/** The consuming stages of these roles over one memory of recent messages. */
export async function stagesOf(
  { settings, store }: Pick<PipelineOptions, 'settings' | 'store' | 'signal'>,
  region: Region,
): Promise<readonly Stage[]> {
  const roles = new Set(settings.roles)
  const stages: Stage[] = []
  const around = surroundings(store, region.sources.sources, now)
  const engine = engineOf(region, store)
  if (roles.has('classify')) {
    const knowledge = knowledgeOf(region, topicModel(region))
    await around.warmUp()
    stages.push(
      classifyStage({
        now,
        async classify(post) {
          const estimated = classify(knowledge, post, await around.contextOf(post))
          around.estimated(post, estimated)
          return estimated
        },
      }),
    )
  }
  if (roles.has('route')) stages.push(intakeStage({ store, now, desk: caseDesk(region, engine) }))
  if (roles.has('publish')) stages.push(publishStage(store))
  return stages
}

function collectorsOf(
  { settings, store }: PipelineOptions,
  region: Region,
  clients: VkClients,
): readonly { collector: Collector; everyMs: number }[] {
  const vk = vkCollectorOf({ clients, settings, region, store, now })
  const demo = settings.demo ? demoCollector({ records: demoRecords(region.folder), perMinute: settings.demoPerMinute, now }) : null
  return [
    ...(vk === null ? [] : [{ collector: vk, everyMs: settings.vk.pollMs }]),
    ...(demo === null ? [] : [{ collector: demo, everyMs: 500 }]),
  ]
}

/** Reads, waits, reads again. A far side that is down is asked again later and later; a wrong setting parks this collector and says so. */
async function collectForEver({ store, log, signal }: PipelineOptions, collector: Collector, everyMs: number): Promise<void> {
  let retryMs = FIRST_RETRY_MS
  while (!signal.aborted) {
    try {
      const { posts, dead } = await collect({ store, now }, collector, signal)
      if (posts + dead > 0) log.info({ collector: collector.name, posts, dead }, 'collected')
      for (const alarm of collector.alarms()) log.warn({ collector: collector.name, alarm }, 'source alarm')
      retryMs = FIRST_RETRY_MS
      await sleep(everyMs, signal)
    } catch (error) {
      if (!(error instanceof PipelineError) || error.remedy === 'dead-letter') throw error
      log.error(
        { collector: collector.name, err: error },
        error instanceof Misconfigured ? 'collector is parked' : 'collector will try again',
      )
      if (error instanceof Misconfigured) return
      await sleep(retryMs, signal)
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS)
    }
  }
}

async function sweepForEver({ settings, store, signal, log }: PipelineOptions, region: Region): Promise<void> {
  const engine = engineOf(region, store)
  let retainedAt = 0
  while (!signal.aborted) {
    while ((await sweep(engine, now(), SWEEP_BATCH)) === SWEEP_BATCH && !signal.aborted);
    if (now() - retainedAt > RETAIN_MS) {
      retainedAt = now()
      const dropped = await store.log.retain(retainedAt)
      if (dropped > 0) log.info({ dropped }, 'messages past their retention dropped')
    }
    await sleep(settings.sweepMs, signal)
  }
}
