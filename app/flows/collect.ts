import type { Collector, Page } from '../../core/collector.ts'
import { cloudEvent, type NewMessage } from '../../core/message.ts'
import type { Outcome } from '../../core/outcome.ts'
import type { Post } from '../../core/post.ts'
import type { Store } from '../../core/store.ts'
import type { Now } from '../../core/time.ts'
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
export const postMessage = (post: Post): NewMessage =>
  cloudEvent({ topic: 'posts', key: post.rootId, id: `${post.id}@${post.rev}`, type: 'otklik.post.v1', at: post.collectedAt, data: post })

/** Reads a collector until it has no more for now. The cursor is saved with, never before, the page it stands for.
 *  @throws {Unavailable} {Misconfigured} of the collector */
export async function collect({ store, now }: Collect, collector: Collector, signal: AbortSignal): Promise<Collected> {
  const saved = await store.documents.get('cursors', collector.name)
  const total = { posts: 0, dead: 0 }
  for await (const page of collector.pages(saved?.value ?? null, signal)) {
    const messages = page.items.flatMap((item) => messageOf(item, collector.name, now))
    const deadCount = page.items.filter((item) => item.kind === 'dead').length
    total.dead += deadCount
    total.posts += messages.length - deadCount
    await settlePage(store, collector.name, page, messages)
    if (signal.aborted) break
  }
  return total
}

const settlePage = (store: Store, name: string, page: Page, messages: readonly NewMessage[]) =>
  store.settle({ append: messages, writes: [{ collection: 'cursors', id: name, value: page.cursor, fields: {}, mode: { kind: 'put' } }] })

function messageOf(item: Outcome<Post>, collector: string, now: Now): readonly NewMessage[] {
  switch (item.kind) {
    case 'ok':
      return [postMessage(item.value)]
    case 'dead':
      return [deadRaw(item.raw, item.error, collector, now())]
    case 'drop':
      return []
  }
}
