import { vkClient } from '../collectors/vk/client.ts'
import { uploadPhoto } from '../collectors/vk/upload.ts'
import { vkCollector } from '../collectors/vk.ts'
import type { Region } from '../config/load-region.ts'
import type { Settings } from '../config/settings.ts'
import type { Collector } from '../core/collector.ts'
import type { Post } from '../core/post.ts'
import type { Publisher } from '../core/publisher.ts'
import type { Store } from '../core/store.ts'
import type { Now } from '../core/time.ts'
import { vkPublisher } from '../publishers/vk.ts'

/** Requests a second VK allows: a service key, a community key. */
const READING_PER_SECOND = 3
const SPEAKING_PER_SECOND = 20

const OWNER = /^vk:(-?\d+)$/

/** The collector of the region's VK walls; null without a key. */
export function vkCollectorOf(settings: Settings, region: Region, store: Store, now: Now): Collector | null {
  const { token, apiBaseUrl, searchQueries } = settings.vk
  if (token === null) return null
  const sources = region.sources.sources.filter((source) => source.platform === 'vk')
  const ownerOf = (id: string): readonly number[] => (OWNER.test(id) ? [Number(OWNER.exec(id)?.[1])] : [])
  const accounts = region.agencies.agencies.flatMap((agency) => agency.accounts.filter((account) => account.platform === 'vk'))
  return vkCollector({
    client: vkClient({ token, apiBaseUrl, perSecond: READING_PER_SECOND }),
    walls: sources.flatMap((source) => ownerOf(source.id)),
    officialIds: new Set([
      ...sources.filter((source) => source.official).flatMap((source) => ownerOf(source.id)),
      ...accounts.map((account) => Number(account.id)),
    ]),
    queries: searchQueries,
    now,
    recall: async (id) => (await store.documents.get<{ post: Post }>('posts', id))?.value.post ?? null,
  })
}

/** The publisher that speaks for the agencies' communities; null without a key. */
export function vkPublisherOf(settings: Settings, now: Now): Publisher | null {
  const { publishToken, apiBaseUrl } = settings.vk
  if (publishToken === null) return null
  const client = vkClient({ token: publishToken, apiBaseUrl, perSecond: SPEAKING_PER_SECOND })
  const { host } = new URL(apiBaseUrl)
  return vkPublisher({
    now,
    vk: {
      call: (call) => client.call(call),
      uploadPhoto: (content, name, groupId) => uploadPhoto(client, host, { content, name, groupId }),
    },
  })
}
