import type { Collector, Page } from '../core/collector.ts'
import { cursorFrom } from './vk/cursor.ts'
import { VkPass, type VkOptions } from './vk/pass.ts'
import { sourceAlarms } from './vk/source-alarms.ts'

/** Walls and comments of listed communities with complete threads, and keyword search; edits and deletions as new revisions. */
export function vkCollector(options: VkOptions): Collector {
  let known = cursorFrom(null)
  async function* pages(cursor: unknown, signal: AbortSignal): AsyncGenerator<Page> {
    const pass = new VkPass(options, cursorFrom(cursor), signal)
    try {
      yield* pass.walls()
      yield* pass.searches()
    } finally {
      known = pass.cursor
    }
  }
  return {
    platform: 'vk',
    name: 'vk',
    capabilities: { posts: true, comments: true, search: true, edits: true, deletions: true, geo: true },
    alarms: () => sourceAlarms(known, options, options.now()),
    pages,
  }
}
