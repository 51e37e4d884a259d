import { postMessage } from '../../../app/flows/collect.ts'
import { patiently } from '../../../app/patience.ts'
import type { NewMessage } from '../../../core/message.ts'
import type { Store } from '../../../core/store.ts'
import { aPost } from '../../builders/post.ts'
import { appeals } from '../texts.ts'

const PAGE = 500
const MINUTE_MS = 60_000
/** As a collector, which tries again what a later try cures. */
const PATIENCE = { signal: new AbortController().signal, withinMs: 30_000, report: () => {} }

/** Appeals on the log as a collector puts them, numbered from `from` on. */
export async function put(store: Store, from: number, count: number): Promise<void> {
  const texts = appeals(from + count)
  for (let at = from; at < from + count; at += PAGE) {
    const size = Math.min(PAGE, from + count - at)
    const messages = Array.from({ length: size }, (_, index) => message(at + index, texts[at + index] ?? ''))
    await patiently(PATIENCE, () => store.log.append(messages))
  }
}

function message(number: number, text: string): NewMessage {
  const id = `vk:wall:-1_${number}` as const
  const collectedAt = Date.now()
  return postMessage(aPost({ id, rootId: id, text, createdAt: collectedAt - MINUTE_MS, collectedAt }))
}
