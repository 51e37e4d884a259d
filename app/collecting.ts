import { demoCollector } from '../collectors/demo.ts'
import type { Region } from '../config/load-region.ts'
import { heldBack, pressureOf } from './back-pressure.ts'
import { demoRecords } from './demo-records.ts'
import { fenced } from './leases.ts'
import { now, type Part, type PartOptions } from './part.ts'
import { type Paced, readForEver } from './read-for-ever.ts'
import { sleep } from './sleep.ts'
import { type VkClients, vkCollectorOf } from './vk.ts'

const DEMO_EVERY_MS = 500

/** One part a collector. Of all processes one at a time reads with it; a lag that grows holds it back. */
export function collectingParts(options: PartOptions, region: Region, vk: VkClients): readonly Part[] {
  const { store, leases, signal, log, meter, settings } = options
  const pressure = pressureOf({ log: store.log, most: settings.mostLag, now, sleep })
  return collectorsOf(options, region, vk).map(({ collector, everyMs }) => () => {
    const told = heldBack(collector, pressure, (seconds) => {
      meter({ kind: 'held-back', collector: collector.name, seconds })
      log.info({ collector: collector.name, seconds }, 'held back by the lag of the classifier')
    })
    return leases.whileHeld(`collector:${collector.name}`, signal, (lease) =>
      readForEver({ store: fenced(store, lease), now, sleep, log, meter, signal: lease.signal }, { collector: told, everyMs }),
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
