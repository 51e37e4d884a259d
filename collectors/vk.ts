import type { Collector, Page } from '../core/collector.ts'
import type { Platform } from '../core/post.ts'
import type { Registered } from './registered.ts'
import { parseVk } from './vk/body.ts'
import type { VkClient } from './vk/client.ts'
import { cursorFrom } from './vk/cursor.ts'
import { VkPass, type VkOptions } from './vk/pass.ts'
import { sourceAlarms } from './vk/source-alarms.ts'

interface VkNeeds extends Pick<VkOptions, 'now' | 'recall'> {
  readonly settings: { readonly vk: { readonly pollMs: number; readonly searchQueries: readonly string[] } }
  /** Everything that is watched; those of VK have the id `vk:` and the number of the owner. */
  readonly sources: readonly { readonly id: string; readonly platform: Platform; readonly official: boolean }[]
  /** Accounts of agencies on any platform. */
  readonly accounts: readonly { readonly id: string; readonly platform: Platform }[]
  /** Null without a key. */
  readonly vk: VkClient | null
}

/** Reads the walls that are listed as soon as there is a key. */
export const vk: Registered<VkNeeds> = {
  capabilities: { posts: true, comments: true, search: true, edits: true, deletions: true, geo: true },
  parse: parseVk,
  reading: ({ vk: client, ...needs }) =>
    client === null ? null : { collector: vkCollector({ client, ...optionsFrom(needs) }), everyMs: needs.settings.vk.pollMs },
}

const OWNER = /^vk:(-?\d+)$/

function optionsFrom({ settings, sources, accounts, now, recall }: Omit<VkNeeds, 'vk'>): Omit<VkOptions, 'client'> {
  const watched = sources.filter((source) => source.platform === 'vk')
  const ownerOf = (id: string): readonly number[] => (OWNER.test(id) ? [Number(OWNER.exec(id)?.[1])] : [])
  return {
    walls: watched.flatMap((source) => ownerOf(source.id)),
    officialIds: new Set([
      ...watched.filter((source) => source.official).flatMap((source) => ownerOf(source.id)),
      ...accounts.filter((account) => account.platform === 'vk').map((account) => Number(account.id)),
    ]),
    queries: settings.vk.searchQueries,
    now,
    recall,
  }
}

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
