import { randomUUID } from 'node:crypto'
import { classify } from '../classifier/classify.ts'
import { loadRegion, type Region } from '../config/load-region.ts'
import { PipelineError } from '../core/errors.ts'
import type { Store } from '../core/store.ts'
import { backlogOf, heldStage } from './back-pressure.ts'
import { caseDesk } from './case-desk.ts'
import { collectingParts } from './collecting.ts'
import { engineOf } from './engine.ts'
import { CLASSIFIER, classifyStage } from './flows/classify.ts'
import { consume, type Frame, type Stage, type StageEvent } from './flows/consume.ts'
import { INTAKE, intakeStage } from './flows/intake.ts'
import { publishStage } from './flows/publish.ts'
import { speakOwed } from './flows/speakers.ts'
import { knowledgeOf } from './knowledge.ts'
import type { Logger } from './logger.ts'
import { measuredStage } from './measured-stage.ts'
import type { Measured, Meter } from './meter.ts'
import { now, type Part, type PartOptions, rhythm } from './part.ts'
import { patiently, waiting } from './patience.ts'
import { speakersOf } from './publishers.ts'
import { repeatedly } from './repeatedly.ts'
import { sleep } from './sleep.ts'
import { surroundings } from './surroundings.ts'
import { toldStore } from './told-store.ts'
import { topicModel } from './topic-model-file.ts'
import { relayPart, sweepPart } from './upkeep.ts'
import { type VkClients, vkClientsOf } from './vk.ts'

export interface PipelineOptions extends PartOptions {
  /** Told once every part reads. */
  readonly ready: () => void
}

/** What does not stop in this time must not keep a failed process from being started again. */
const STOP_WITHIN_MS = 20_000

/** Runs the parts of the flow that the roles name until aborted. The first part that fails for good ends them all. */
export async function pipeline(options: PipelineOptions): Promise<void> {
  const { settings, signal, log, ready } = options
  const region = loadRegion(settings.region)
  const stop = new AbortController()
  const until = AbortSignal.any([signal, stop.signal])
  // What a stage remembers is read from servers that may be away just now.
  const parts = await patiently(waiting(until, log), () => partsOf({ ...options, signal: until }, region))
  ready()
  log.info({ parts: parts.length, roles: settings.roles }, 'pipeline reads')
  const running = parts.map((part) => part())
  try {
    await Promise.all(running)
  } catch (error) {
    log.error({ err: error }, 'a part has failed for good, the others stop')
    throw error
  } finally {
    stop.abort()
    const ended = new AbortController()
    await Promise.race([Promise.allSettled(running).then(() => ended.abort()), sleep(STOP_WITHIN_MS, ended.signal)])
  }
}

async function partsOf(options: PipelineOptions, region: Region): Promise<readonly Part[]> {
  const { settings, store, signal, log, meter } = options
  const roles = new Set(settings.roles)
  const frame = meteredFrame(frameOf(store, log), meter)
  const stages = await stagesOf(options, region)
  const vk = vkClientsOf(settings)
  const as = (stage: string) => ({ ...options, store: toldStore(store, log, stage) })
  return [
    ...stages.map((stage) => {
      const own = as(stage.group)
      return () => consume({ ...frame, store: own.store }, measuredStage(withRoom(stage, own), meter, log), signal)
    }),
    ...(roles.has('collect') ? collectingParts(as('collect'), region, vk) : []),
    ...(roles.has('publish') ? [() => speakForEver(as('speak'), region, vk)] : []),
    ...(roles.has('sweep') ? [sweepPart(as('sweep'), region)] : []),
    // Embedded, nothing is owed: messages are appended in the transaction that owes them.
    ...(roles.has('relay') && settings.log !== 'embedded' ? [relayPart(as('relay'))] : []),
  ]
}

/** A store that is slow slows the intake, and the intake what fills its topic: a backlog lives no longer than its retention. */
function withRoom(stage: Stage, { settings, store, meter, log }: PipelineOptions): Stage {
  if (stage.group !== CLASSIFIER.group) return stage
  return heldStage(stage, {
    backlog: backlogOf(store.log, INTAKE, now),
    most: settings.mostLag,
    now,
    told(seconds) {
      meter({ kind: 'held-back', who: stage.group, seconds })
      log.info({ stage: stage.group, seconds }, 'held back by the lag of the intake')
    },
  })
}

async function speakForEver(options: PipelineOptions, region: Region, vk: VkClients): Promise<void> {
  const { settings, store, log, signal } = options
  const speakers = speakersOf({ settings, vk, store, engine: engineOf(region, store), now, log })
  const pace = rhythm(options, 'speak', 0)
  await repeatedly(pace, () => speakOwed(speakers, signal, pace.well))
}

/** What an event counts as. */
const COUNTED: Readonly<Record<StageEvent['kind'], (event: StageEvent) => Measured | null>> = {
  'one-by-one': () => null,
  again: ({ stage, error }) => (error instanceof PipelineError ? { kind: 'again', stage, error: error.code } : null),
  'set-aside': ({ stage }) => ({ kind: 'dead', stage }),
}

export const meteredFrame = (frame: Frame, meter: Meter): Frame => ({
  ...frame,
  report(event) {
    const counted = COUNTED[event.kind](event)
    if (counted !== null) meter(counted)
    frame.report(event)
  },
  well: (stage) => meter({ kind: 'well', stage }),
})

export const frameOf = (store: Store, log: Logger): Frame => ({
  store,
  member: randomUUID(),
  now,
  sleep,
  report: ({ stage, message, error }) => log.warn({ stage, err: error }, message),
})

/** Messages that a stage settles together. What a file is asked costs little, and a batch that has come and gone before the nursery is full is
 *  never carried into the old generation; servers are asked seldom and for much. */
const BATCHES = { embedded: { largest: 64, aPoll: 8 }, kafka: { largest: 256, aPoll: 4 } } as const

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
  const { largest, aPoll } = BATCHES[settings.log]
  return stages.map((stage) => ({ ...stage, batch: Math.min(stage.batch, largest), batchesAPoll: aPoll }))
}
