import type { Frame } from '../../app/flows/consume.ts'
import type { Speakers } from '../../app/flows/speakers.ts'
import type { Actor } from '../../core/actor.ts'
import type { CaseId, Command } from '../../core/case.ts'
import { repeatedly } from '../../app/repeatedly.ts'
import type { Instant } from '../../core/time.ts'
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
  /** What its collector reads; null: another worker collects. */
  readonly feed: readonly Item[] | null
  readonly told: (line: string) => void
  /** An error nobody expects: the worker ends. */
  readonly died: (error: unknown) => void
}

export interface Worker {
  readonly process: SimulatedProcess
  handle(caseId: CaseId, command: Command, by: Actor, key: string): Promise<Handled>
}

const SWEEP_BATCH = 20

/** One process with every role, over its own lines to the servers: the product's flows and the loops that call them. */
export function worker({ servers, process, parts, platform, feed, told, died }: WorkerOptions): Worker {
  const { scheduler, clock } = servers
  const store = parts.store(parts.log(faultyLog(servers, process), servers), parts.documents(faultyDocuments(servers, process), servers))
  const engine: Engine = { store, ...RULES }
  const now = (): Instant => clock.now + process.skewMs
  const { signal } = new AbortController()
  const frame: Frame = {
    store,
    member: process.id,
    sleep: (ms) => scheduler.sleep(process, ms),
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
  const speakers: Speakers = {
    store,
    now,
    sleep: (ms) => scheduler.sleep(process, ms),
    publisherFor: () => publisher,
    photo: async () => new Uint8Array(),
    command,
    report: ({ caseId, reason }) => told(`${process.id} puts off ${caseId}: ${reason}`),
  }
  const every = (ms: number, act: () => Promise<unknown>): Promise<void> =>
    repeatedly(
      {
        everyMs: ms,
        signal,
        sleep: (pauseMs) => scheduler.sleep(process, pauseMs),
        failed: (error) => told(`${process.id} tries again after: ${error.message}`),
      },
      async () => void (await act()),
    )
  const run = (part: Promise<void>): void => void part.catch(died)
  for (const stage of stages) run(parts.consume(frame, stage, signal))
  run(every(0, () => parts.speakOwed(speakers, signal)))
  run(every(2000, () => store.relay()))
  run(every(4000, () => parts.sweep(engine, now(), SWEEP_BATCH)))
  if (feed !== null) run(every(1000, () => parts.collect({ store, now }, feedCollector(servers, process, feed, now), signal)))
  return { process, handle: (caseId, what, by, key) => command(caseId, what, { by, at: now(), key }) }
}
