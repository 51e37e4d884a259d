import type { Settings } from '../config/settings.ts'
import { Malformed } from '../core/errors.ts'
import type { Store } from '../core/store.ts'
import type { Now } from '../core/time.ts'
import { isOwnAccount } from '../sla-engine/decide/drafting.ts'
import { type Engine, handle } from '../sla-engine/handle.ts'
import type { Speaking } from './flows/speak.ts'
import type { Logger } from './logger.ts'
import { loadPhoto } from './photos.ts'
import { sleep } from './sleep.ts'
import { type VkClients, vkPublisherOf } from './vk.ts'

interface Options {
  readonly settings: Settings
  readonly vk: VkClients
  readonly store: Store
  readonly engine: Engine
  readonly now: Now
  readonly log: Logger
}

/** Speaking through the connectors that have a key; the rest is published by hand. */
export function speakersOf({ settings, vk: clients, store, engine, now, log }: Options): Speaking {
  const vk = vkPublisherOf(clients, settings, now)
  return {
    store,
    now,
    sleep,
    publisherFor: ({ post }) => (post.platform === 'vk' ? vk : null),
    owns: (current, { accountId }) => isOwnAccount({ current, directory: engine.directory }, accountId),
    async photo({ id }) {
      const found = await loadPhoto(store, id)
      if (found === null) throw new Malformed('The photo of the draft is not in the store', { photo: id })
      return found.content
    },
    command: (caseId, command, meta) => handle(engine, caseId, command, meta),
    report: (publication) =>
      log.warn({ publication }, publication.retryAt === null ? 'the case did not take the publication' : 'publication is put off'),
  }
}
