import type { Collector, Page } from '../core/collector.ts'
import type { Outcome } from '../core/outcome.ts'
import type { Post } from '../core/post.ts'
import type { Instant, Now } from '../core/time.ts'
import { postFromRecord } from './record.ts'
import type { Registered } from './registered.ts'

const MINUTE_MS = 60_000
const PAGE = 32
const EVERY_MS = 500

/** A message of the demo region: fields of Post, with its time relative to the first start. */
export interface DemoRecord {
  readonly offsetMinutes: number
  readonly [field: string]: unknown
}

export interface DemoOptions {
  /** In the order of `offsetMinutes`; those below zero are the backlog. */
  readonly records: readonly DemoRecord[]
  readonly perMinute: number
  readonly now: Now
}

interface DemoNeeds {
  readonly settings: { readonly demo: boolean; readonly demoPerMinute: number }
  readonly demoRecords: () => readonly DemoRecord[]
  readonly now: Now
}

/** Plays in demo mode only. */
export const demo: Registered<DemoNeeds> = {
  capabilities: { posts: true, comments: true, search: false, edits: false, deletions: false, geo: false },
  reading: ({ settings, demoRecords, now }) =>
    settings.demo
      ? { collector: demoCollector({ records: demoRecords(), perMinute: settings.demoPerMinute, now }), everyMs: EVERY_MS }
      : null,
}

interface Cursor {
  readonly startedAt: Instant
  readonly next: number
}

const isCursor = (value: unknown): value is Cursor => typeof value === 'object' && value !== null && 'startedAt' in value && 'next' in value

/** Plays a region's messages: the backlog at once, the rest at an even pace from the first start on. A second start goes on where it was. */
export function demoCollector({ records, perMinute, now }: DemoOptions): Collector {
  const backlog = records.filter((record) => record.offsetMinutes < 0).length
  const dueAt = (index: number, startedAt: Instant): Instant =>
    index < backlog ? startedAt : perMinute === 0 ? Infinity : startedAt + ((index - backlog + 1) * MINUTE_MS) / perMinute

  const postOf = (index: number, startedAt: Instant): Outcome<Post> => {
    const { offsetMinutes, ...record } = records[index] ?? { offsetMinutes: 0 }
    const createdAt = index < backlog ? startedAt + offsetMinutes * MINUTE_MS : dueAt(index, startedAt)
    return postFromRecord({ replyable: { can: true, reason: null }, ...record, createdAt }, now())
  }

  async function* pages(saved: unknown, signal: AbortSignal): AsyncGenerator<Page> {
    const cursor = isCursor(saved) ? saved : { startedAt: now(), next: 0 }
    let { next } = cursor
    while (next < records.length && dueAt(next, cursor.startedAt) <= now() && !signal.aborted) {
      const items: Outcome<Post>[] = []
      while (items.length < PAGE && next < records.length && dueAt(next, cursor.startedAt) <= now()) {
        items.push(postOf(next, cursor.startedAt))
        next += 1
      }
      yield { items, cursor: { startedAt: cursor.startedAt, next } satisfies Cursor }
    }
  }

  return {
    platform: 'manual',
    name: 'demo',
    capabilities: demo.capabilities,
    alarms: () => [],
    pages,
  }
}
