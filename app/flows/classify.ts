import type { Classification } from '../../core/classification.ts'
import { classifiedText } from '../../core/classified-json.ts'
import { cloudEvent, HEADERS, type LogMessage, type NewMessage } from '../../core/message.ts'
import { type Post, revisionOf } from '../../core/post.ts'
import { withJson } from '../../core/shared-json.ts'
import type { Now } from '../../core/time.ts'
import type { ClassifiedPost } from '../schemas/classified-schema.ts'
import { PostSchema } from '../schemas/post-schema.ts'
import { type QuickCheck, quickCheck } from '../schemas/quick-check.ts'
import { readMessage } from '../schemas/read-message.ts'
import { breath } from './breath.ts'
import type { Stage } from './consume.ts'
import { deadMessage } from './dead-letter.ts'

export interface Classify {
  /** Estimates one post; what is known of its source, parent and earlier messages is looked up inside. */
  readonly classify: (post: Post) => Promise<Classification>
  readonly now: Now
}

/** Who reads what, and how much at a time. */
export const CLASSIFIER = { group: 'classifier', topics: ['posts'], batch: 256 } as const

/** `posts` → `posts.classified`: a pure function of post, ruleset and model, so the output's id follows from the input's. */
export function classifyStage(flow: Classify): Stage {
  const fits = quickCheck(PostSchema)
  return {
    ...CLASSIFIER,
    async process(messages) {
      const append: NewMessage[] = []
      for (const message of messages) {
        append.push(await classified(flow, message, fits))
        await breath(append.length)
      }
      return { append }
    },
  }
}

async function classified({ classify, now }: Classify, message: LogMessage, fits: QuickCheck<Post>): Promise<NewMessage> {
  const read = readMessage(message, PostSchema, fits)
  if (read.kind === 'dead') return deadMessage(message, read.error, { stage: CLASSIFIER.group, attempt: 1, at: now() })
  if (read.kind === 'drop') throw new Error(`A read message is never dropped: ${read.reason}`)
  const post = read.value
  return cloudEvent({
    topic: 'posts.classified',
    key: post.rootId,
    id: `${message.headers[HEADERS.id] ?? revisionOf(post)}:classified`,
    type: 'otklik.post.classified.v1',
    at: now(),
    data: classifiedPost(post, await classify(post)),
    headers: passedOn(message),
  })
}

/** Its post's JSON is what the post was read from. */
const classifiedPost = (post: Post, classification: Classification): ClassifiedPost =>
  withJson({ post, classification }, () => classifiedText({ post, classification }))

const passedOn = ({ headers }: LogMessage): Record<string, string> => {
  const trace = headers[HEADERS.traceParent]
  return trace === undefined ? {} : { [HEADERS.traceParent]: trace }
}
