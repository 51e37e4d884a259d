import { demoCollector } from '../collectors/demo.ts'
import type { Region } from '../config/load-region.ts'
import type { Collector } from '../core/collector.ts'
import { Misconfigured, PipelineError } from '../core/errors.ts'
import type { Store } from '../core/store.ts'
import { backlogOf, heldBack, pressureOf } from './back-pressure.ts'
import { demoRecords } from './demo-records.ts'
import { CLASSIFIER } from './flows/classify.ts'
import { ownReadings } from './flows/collect.ts'
import { fenced } from './leases.ts'
import { now, type Part, type PartOptions } from './part.ts'
import { sleep } from './sleep.ts'
import { type VkClients, vkCollectorOf } from './vk.ts'

interface Paced {
  readonly collector: Collector
  readonly everyMs: number
}

const DEMO_EVERY_MS = 500
const FIRST_RETRY_MS = 1000
const LAST_RETRY_MS = 5000

/** One part a collector. Of all processes one at a time reads with it; a lag that grows holds it back. */
export function collectingParts(options: PartOptions, region: Region, vk: VkClients): readonly Part[] {
  const { store, leases, signal, log, meter, settings } = options
  const pressure = pressureOf({ backlog: backlogOf(store.log, CLASSIFIER, now), most: settings.mostLag, now, sleep })
  return collectorsOf(options, region, vk).map(({ collector, everyMs }) => () => {
    const told = heldBack(collector, pressure, (seconds) => {
      meter({ kind: 'held-back', who: collector.name, seconds })
      log.info({ collector: collector.name, seconds }, 'held back by the lag of the classifier')
    })
    return leases.whileHeld(`collector:${collector.name}`, signal, (lease) =>
      collectForEver({ ...options, store: fenced(store, lease), signal: lease.signal }, { collector: told, everyMs }),
    )
  })
}

function collectorsOf({ settings, store }: PartOptions, region: Region, clients: VkClients): readonly Paced[] {
  const vk = vkCollectorOf({ clients, settings, region, store, now })
  const demo = settings.demo ? demoCollector({ records: demoRecords(region.folder), perMinute: settings.demoPerMinute, now }) : null
  return [
    ...(vk === null ? [] : [{ collector: vk, everyMs: settings.vk.pollMs }]),
    ...(demo === null ? [] : [{ collector: demo, everyMs: DEMO_EVERY_MS }]),
  ]
}

/** Reads, waits, reads again. A far side that is down is asked again later and later; a wrong setting parks this collector and says so. */
async function collectForEver(
  { store, log, meter, signal }: Pick<PartOptions, 'log' | 'meter' | 'signal'> & { readonly store: Store },
  { collector, everyMs }: Paced,
): Promise<void> {
  const read = ownReadings({ store, now }, collector)
  let retryMs = FIRST_RETRY_MS
  while (!signal.aborted) {
    try {
      const { posts, dead } = await read(signal)
      meter({ kind: 'collected', collector: collector.name, posts, dead })
      meter({ kind: 'well', stage: collector.name })
      if (posts + dead > 0) log.info({ collector: collector.name, posts, dead }, 'collected')
      for (const alarm of collector.alarms()) log.warn({ collector: collector.name, alarm }, 'source alarm')
      retryMs = FIRST_RETRY_MS
      await sleep(everyMs, signal)
    } catch (error) {
      if (!(error instanceof PipelineError) || error.remedy === 'dead-letter') throw error
      const isParked = error instanceof Misconfigured
      log.error({ collector: collector.name, err: error }, isParked ? 'collector is parked' : 'collector will try again')
      if (isParked) return
      meter({ kind: 'again', stage: collector.name, error: error.code })
      await sleep(retryMs, signal)
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS)
    }
  }
}
