import type { Settings } from '../config/settings.ts'
import { Malformed } from '../core/errors.ts'
import type { Store } from '../core/store.ts'
import type { Now } from '../core/time.ts'
import { type Engine, handle } from '../sla-engine/handle.ts'
import type { Publish } from './flows/publish.ts'
import { loadPhoto } from './photos.ts'
import { vkPublisherOf } from './vk.ts'

interface Options {
  readonly settings: Settings
  readonly store: Store
  readonly signal: AbortSignal
  readonly engine: Engine
  readonly now: Now
}

/** The publishing stage with the connectors that have a key; the rest is published by hand. */
export function publisherStage({ settings, store, signal, engine, now }: Options): Publish {
  const vk = vkPublisherOf(settings, now)
  return {
    store,
    now,
    signal,
    publisherFor: ({ post }) => (post.platform === 'vk' ? vk : null),
    async photo({ id }) {
      const found = await loadPhoto(store, id)
      if (found === null) throw new Malformed('The photo of the draft is not in the store', { photo: id })
      return found.content
    },
    command: (caseId, command, meta) => handle(engine, caseId, command, meta),
  }
}
