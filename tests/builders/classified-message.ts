import type { Classification } from '../../core/classification.ts'
import { cloudEvent, type LogMessage } from '../../core/message.ts'
import type { Post } from '../../core/post.ts'
import { wholeText } from '../../core/text.ts'
import { aClassification } from './classification.ts'

/** A message of `posts.classified`; only what a test is about has to be said of the classification. */
export function aClassifiedMessage(post: Post, changes: Partial<Classification> = {}): LogMessage {
  const data = { post, classification: aClassification({ postId: post.id, rev: post.rev, ...changes }) }
  const about = { topic: 'posts.classified', key: post.rootId, type: 'otklik.post.classified.v1' }
  const event = cloudEvent({ ...about, id: post.rev, at: post.collectedAt, data })
  return { ...event, value: wholeText(event.value), partition: 0, offset: 0 }
}
