import type { Collector, Page } from '../core/collector.ts'
import { cursorFrom } from './vk/cursor.ts'
import { VkPass, type VkOptions } from './vk/pass.ts'
import { SourceAlarms } from './vk/source-alarms.ts'

/** Walls and comments of listed communities with complete threads, and keyword search; edits and deletions as new revisions. */
export function vkCollector(options: VkOptions): Collector {
  const alarms = new SourceAlarms()
  async function* pages(cursor: unknown, signal: AbortSignal): AsyncGenerator<Page> {
    const pass = new VkPass(options, cursorFrom(cursor), alarms, signal)
    yield* pass.walls()
    yield* pass.searches()
  }
  return {
    platform: 'vk',
    name: 'vk',
    capabilities: { posts: true, comments: true, search: true, edits: true, deletions: true, geo: true },
    alarms: () => alarms.all(),
    pages,
  }
}
