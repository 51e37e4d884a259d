import type { Collector, Page } from '../core/collector.ts'
import type { KnownPages, Registered } from './registered.ts'
import { parseVk } from './vk/body.ts'
import type { VkClient } from './vk/client.ts'
import { cursorFrom } from './vk/cursor.ts'
import { VkPass, type VkOptions } from './vk/pass.ts'
import { sourceAlarms } from './vk/source-alarms.ts'

/** Of everything that is watched, what is of VK has the id `vk:` and the number of the owner. */
interface VkNeeds extends KnownPages, Pick<VkOptions, 'now' | 'recall'> {
  readonly settings: { readonly vk: { readonly pollMs: number; readonly searchQueries: readonly string[] } }
  /** Null without a key. */
  readonly vk: VkClient | null
}

/** Reads the walls that are listed as soon as there is a key. */
export const vk: Registered<VkNeeds> = {
  capabilities: { posts: true, comments: true, search: true, edits: true, deletions: true, geo: true },
  parse: (body, { collectedAt, ...known }) => parseVk(body, collectedAt, officialIdsOf(known)),
  reading: ({ vk: client, ...needs }) =>
    client === null ? null : { collector: vkCollector({ client, ...optionsFrom(needs) }), everyMs: needs.settings.vk.pollMs },
}

const OWNER = /^vk:(-?\d+)$/

const ownersOf = (sources: KnownPages['sources']): readonly number[] =>
  sources.flatMap(({ id, platform }) => (platform === 'vk' && OWNER.test(id) ? [Number(OWNER.exec(id)?.[1])] : []))

/** Accounts of agencies, as `from_id`. */
const officialIdsOf = ({ sources, accounts }: KnownPages): ReadonlySet<number> =>
  new Set([
    ...ownersOf(sources.filter((source) => source.official)),
    ...accounts.filter((account) => account.platform === 'vk').map((account) => Number(account.id)),
  ])

const optionsFrom = ({ settings, sources, accounts, now, recall }: Omit<VkNeeds, 'vk'>): Omit<VkOptions, 'client'> => ({
  walls: ownersOf(sources),
  officialIds: officialIdsOf({ sources, accounts }),
  queries: settings.vk.searchQueries,
  now,
  recall,
})

/** Walls and comments of listed communities with complete threads, and keyword search; edits and deletions as new revisions. */
export function vkCollector(options: VkOptions): Collector {
  let known = cursorFrom(null)
  async function* pages(cursor: unknown, signal: AbortSignal): AsyncGenerator<Page> {
    const pass = new VkPass(options, cursorFrom(cursor), signal)
    try {
      yield* pass.walls()
      yield* pass.searches()
      yield* pass.silent()
    } finally {
      known = pass.cursor
    }
  }
  return {
    platform: 'vk',
    name: 'vk',
    capabilities: vk.capabilities,
    alarms: () => sourceAlarms(known, options, options.now()),
    pages,
  }
}
