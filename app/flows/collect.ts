import { isDeepStrictEqual } from 'node:util'
import type { Collector } from '../../core/collector.ts'
import type { Version } from '../../core/documents.ts'
import { Conflict } from '../../core/errors.ts'
import { cloudEvent, type NewMessage } from '../../core/message.ts'
import type { Outcome } from '../../core/outcome.ts'
import { type Post, revisionOf } from '../../core/post.ts'
import { storableProblem } from '../../core/storable.ts'
import type { Store } from '../../core/store.ts'
import type { Now } from '../../core/time.ts'
import { deadTopic } from '../../core/topics.ts'
import { traceOf } from '../../core/trace.ts'
import { deadRaw } from './dead-letter.ts'

export interface Collect {
  readonly store: Store
  readonly now: Now
}

export interface Collected {
  readonly posts: number
  readonly dead: number
}

/** The message of one revision of a post. Its id is natural, so that a second reading is the same event. */
export function postMessage(post: Post): NewMessage {
  return cloudEvent({
    topic: 'posts',
    key: post.rootId,
    id: revisionOf(post),
    type: 'otklik.post.v1',
    at: post.collectedAt,
    data: post,
    headers: traceOf(post),
  })
}

/** Reads a collector until it has no more for now. The cursor is saved with, never before, the page it stands for; a page of nothing that
 *  leaves it as it is is not written.
 *  @throws {Unavailable} {Misconfigured} of the collector; {Conflict} when another process has taken over its cursor */
export async function collect({ store, now }: Collect, collector: Collector, signal: AbortSignal): Promise<Collected> {
  const saved = await store.documents.get('cursors', collector.name)
  let progress: Progress = { name: collector.name, cursor: saved?.value ?? null, version: saved?.version ?? null }
  const total = { posts: 0, dead: 0 }
  for await (const page of collector.pages(saved?.value ?? null, signal)) {
    const messages = page.items.flatMap((item) => messageOf(item, collector.name, now))
    const deadCount = messages.filter((message) => message.topic === deadTopic('posts')).length
    total.dead += deadCount
    total.posts += messages.length - deadCount
    progress = await settlePage(store, messages, progress, page.cursor)
    if (signal.aborted) break
  }
  return total
}

interface Progress {
  readonly name: string
  readonly cursor: unknown
  /** Of the cursor it goes on from; null where there was none. */
  readonly version: Version | null
}

/** Page and cursor in one settlement, over the cursor the page was read from: a reader that was overtaken changes nothing. */
async function settlePage(store: Store, append: readonly NewMessage[], before: Progress, cursor: unknown): Promise<Progress> {
  if (append.length === 0 && isDeepStrictEqual(cursor, before.cursor)) return before
  const { name, version } = before
  const mode = version === null ? ({ kind: 'create' } as const) : ({ kind: 'replace', version } as const)
  const [result] = await store.settle({ append, writes: [{ collection: 'cursors', id: name, value: cursor, fields: {}, mode }] })
  if (result?.kind !== 'written') throw new Conflict(`The cursor of ${name} was made by someone else first`, { id: name })
  return { name, cursor, version: result.version }
}

/** Readings of one holder of a collector's lease. The first makes the cursor its own, so that whoever read before cannot move it any more. */
export function ownReadings(flow: Collect, collector: Collector): (signal: AbortSignal) => Promise<Collected> {
  let isOwn = false
  return async (signal) => {
    if (!isOwn) await takeOverCursor(flow.store, collector.name)
    isOwn = true
    return collect(flow, collector, signal)
  }
}

async function takeOverCursor({ documents }: Store, name: string): Promise<void> {
  const saved = await documents.get('cursors', name)
  if (saved === null) return
  await documents.write({
    collection: 'cursors',
    id: name,
    value: saved.value,
    fields: {},
    mode: { kind: 'replace', version: saved.version },
  })
}

function messageOf(item: Outcome<Post>, collector: string, now: Now): readonly NewMessage[] {
  switch (item.kind) {
    case 'ok': {
      const message = postMessage(item.value)
      const problem = storableProblem(message)
      return [problem === null ? message : deadRaw(item.value, problem, { collector, at: now(), trace: traceOf(item.value) })]
    }
    case 'dead':
      return [deadRaw(item.raw, item.error, { collector, at: now() })]
    case 'drop':
      return []
  }
}
