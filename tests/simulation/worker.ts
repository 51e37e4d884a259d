import type { Frame } from '../../app/flows/consume.ts'
import type { Speaking } from '../../app/flows/speak.ts'
import type { Actor } from '../../core/actor.ts'
import type { CaseId, Command } from '../../core/case.ts'
import { ownReadings } from '../../app/flows/collect.ts'
import { fenced, storeLeases } from '../../app/leases.ts'
import { repeatedly } from '../../app/repeatedly.ts'
import type { Instant } from '../../core/time.ts'
import { isOwnAccount } from '../../sla-engine/decide/drafting.ts'
import type { Engine, Handled } from '../../sla-engine/handle.ts'
import { faultyDocuments } from './faulty-documents.ts'
import { faultyLog } from './faulty-log.ts'
import type { Parts } from './parts.ts'
import { type Platform, platformPublisher } from './platform.ts'
import { classifyByWords, DESK, RULES } from './region.ts'
import type { Servers } from './servers.ts'
import type { SimulatedProcess } from './simulated-process.ts'
import { feedCollector, type Item } from './source.ts'

export interface WorkerOptions {
  readonly servers: Servers
  readonly process: SimulatedProcess
  readonly parts: Parts
  readonly platform: Platform
  /** What its collector reads while it has the lease. */
  readonly feed: readonly Item[]
  readonly told: (line: string) => void
  /** An error nobody expects: the worker ends. */
  readonly died: (error: unknown) => void
}

export interface Worker {
  readonly process: SimulatedProcess
  handle(caseId: CaseId, command: Command, by: Actor, key: string): Promise<Handled>
}

const SWEEP_BATCH = 20
/** So few that a poll is worked off in several batches, one on its way while the next is worked on. */
const BATCH = 2

/** One process with every role, over its own lines to the servers: the product's flows and the loops that call them. */
export function worker({ servers, process, parts, platform, feed, told, died }: WorkerOptions): Worker {
  const { scheduler, clock } = servers
  const store = parts.store(parts.log(faultyLog(servers, process), servers), parts.documents(faultyDocuments(servers, process), servers))
  const engine: Engine = { store, ...RULES }
  const now = (): Instant => clock.now + process.skewMs
  const { signal } = new AbortController()
  const pause = (ms: number): Promise<void> => scheduler.sleep(process, ms)
  const frame: Frame = {
    store,
    member: process.id,
    now,
    sleep: pause,
    report: ({ stage, message, error }) => told(`${process.id} ${stage} ${message}: ${String(error)}`),
  }
  const command = (caseId: CaseId, what: Command, meta: Parameters<Parts['handle']>[3]): Promise<Handled> =>
    parts.handle(engine, caseId, what, meta)
  const publisher = parts.publisher(platformPublisher(servers, process, platform, now))
  const stages = [
    parts.classifyStage({ classify: async (post) => classifyByWords(post), now }),
    parts.intakeStage({ store, desk: DESK, now }),
    parts.publishStage(store),
  ]
  const speakers: Speaking = {
    store,
    now,
    sleep: pause,
    publisherFor: () => publisher,
    owns: (current, { accountId }) => isOwnAccount({ current, directory: engine.directory }, accountId),
    photo: async () => new Uint8Array(),
    command,
    report: ({ caseId, reason }) => told(`${process.id} puts off ${caseId}: ${reason}`),
  }
  const every = (ms: number, until: AbortSignal, act: () => Promise<unknown>): Promise<void> =>
    repeatedly(
      {
        everyMs: ms,
        signal: until,
        sleep: pause,
        failed: (error) => told(`${process.id} tries again after: ${error.message}`),
      },
      async () => void (await act()),
    )
  const run = (part: Promise<void>): void => void part.catch(died)
  for (const stage of stages) run(parts.consume(frame, { ...stage, batch: BATCH }, signal))
  run(every(0, signal, () => parts.speakOwed(speakers, signal)))
  const leases = storeLeases({
    store,
    holder: process.id,
    elapsed: () => clock.now,
    sleep: pause,
    report: ({ lease, token, held }) => told(`${process.id} lease ${lease} ${token} ${held ? 'taken' : 'over'}`),
  })
  run(leases.whileHeld('relay', signal, (lease) => every(2000, lease.signal, () => store.relay(lease.check))))
  run(
    leases.whileHeld('sweep', signal, (lease) => {
      const fencedEngine = { ...engine, store: fenced(store, lease) }
      return every(4000, lease.signal, () => parts.sweep(fencedEngine, now(), SWEEP_BATCH))
    }),
  )
  const collector = feedCollector(servers, process, feed, now)
  run(
    leases.whileHeld('collector:feed', signal, (lease) => {
      const read = ownReadings({ store: fenced(store, lease), now }, collector)
      return every(1000, lease.signal, () => read(lease.signal))
    }),
  )
  return { process, handle: (caseId, what, by, key) => command(caseId, what, { by, at: now(), key }) }
}
