import type { Region } from '../config/load-region.ts'
import { sweep } from '../sla-engine/sweep.ts'
import { RELAY_BATCH } from './cluster-store.ts'
import { removeEndedSessions } from './ended-sessions.ts'
import { engineOf } from './engine.ts'
import { fenced, type Lease } from './leases.ts'
import { now, type Part, type PartOptions, rhythm } from './part.ts'
import { repeatedly } from './repeatedly.ts'
import { sleep } from './sleep.ts'

const SWEEP_BATCH = 500
const TIDY_MS = 3_600_000
const RELAY_IDLE_MS = 250
/** What comes meanwhile goes with the next round: each has the servers make everything searchable anew. */
const RELAY_GATHER_MS = 100

/** Records what time has done to the cases, and drops what nobody needs any more; one process at a time. */
export const sweepPart =
  (options: PartOptions, region: Region): Part =>
  () =>
    options.leases.whileHeld('sweep', options.signal, (lease) => sweepForEver(options, region, lease))

async function sweepForEver(options: PartOptions, region: Region, lease: Lease): Promise<void> {
  const { settings, store, log, meter } = options
  const engine = engineOf(region, fenced(store, lease))
  let tidiedAt = 0
  await repeatedly(rhythm({ ...options, signal: lease.signal }, 'sweep', settings.sweepMs), async () => {
    for (let found = SWEEP_BATCH; found === SWEEP_BATCH && !lease.signal.aborted;) {
      const begunAt = performance.now()
      found = await sweep(engine, now(), SWEEP_BATCH)
      meter({ kind: 'swept', cases: found, seconds: (performance.now() - begunAt) / 1000 })
    }
    if (now() - tidiedAt < TIDY_MS) return
    // What fails is told once and tried again in an hour: alarms do not wait for it.
    tidiedAt = now()
    const dropped = await store.log.retain(now())
    const ended = await removeEndedSessions(store, now())
    if (dropped > 0) log.info({ dropped }, 'messages past their retention dropped')
    if (ended > 0) log.info({ ended }, 'sessions that are over removed')
  })
}

/** Moves what the documents owe to the log; one process at a time, so that the order of a case holds. */
export const relayPart =
  (options: PartOptions): Part =>
  () =>
    options.leases.whileHeld('relay', options.signal, (lease) => relayForEver(options, lease))

async function relayForEver(options: PartOptions, lease: Lease): Promise<void> {
  const { store, meter } = options
  await repeatedly(rhythm({ ...options, signal: lease.signal }, 'relay', RELAY_IDLE_MS), async () => {
    while (!lease.signal.aborted) {
      const messages = await store.relay(() => lease.check())
      if (messages === 0) return
      meter({ kind: 'relayed', messages })
      if (messages < RELAY_BATCH) await sleep(RELAY_GATHER_MS, lease.signal)
    }
  })
}
