import { COLLECTORS } from '../collectors/index.ts'
import type { Paced } from '../collectors/registered.ts'
import type { Region } from '../config/load-region.ts'
import type { Post, PostId } from '../core/post.ts'
import { backlogOf, heldBack, pressureOf } from './back-pressure.ts'
import { demoRecords } from './demo-records.ts'
import { CLASSIFIER } from './flows/classify.ts'
import { knownPagesOf } from './known-pages.ts'
import { fenced } from './leases.ts'
import { now, type Part, type PartOptions } from './part.ts'
import { readForEver } from './read-for-ever.ts'
import { sleep } from './sleep.ts'
import type { VkClients } from './vk.ts'

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
      readForEver({ store: fenced(store, lease), now, sleep, log, meter, signal: lease.signal }, { collector: told, everyMs }),
    )
  })
}

/** Those of the registry that these settings ask for. */
function collectorsOf({ settings, store }: PartOptions, region: Region, { reader }: VkClients): readonly Paced[] {
  const handed = {
    settings,
    ...knownPagesOf(region),
    vk: reader,
    demoRecords: () => demoRecords(region.folder),
    recall: async (id: PostId) => (await store.documents.get<{ post: Post }>('posts', id))?.value.post ?? null,
    now,
  }
  return Object.values(COLLECTORS).flatMap(({ reading }) => reading?.(handed) ?? [])
}
