import { Malformed } from '../../core/errors.ts'
import type { Fence } from '../../core/log.ts'
import type { LogMessage } from '../../core/message.ts'
import type { Frame, Stage } from './consume.ts'
import { deadMessage } from './dead-letter.ts'
import { progress } from './progress.ts'

const LONG_POLL_MS = 1000

/** The next batch, message by message: the one that the store does not take goes to the dead letters, the others are settled as ever. */
export async function consumeOneByOne(frame: Frame, stage: Stage, signal: AbortSignal): Promise<void> {
  const subscription = await frame.store.log.subscribe({ group: stage.group, topics: stage.topics, member: frame.member, from: 'start' })
  try {
    const messages = await subscription.poll({ max: stage.batch, waitMs: LONG_POLL_MS, signal })
    for (const message of messages) {
      if (signal.aborted) return
      await settleOrSetAside(frame, stage, message, subscription.fence)
    }
  } finally {
    await subscription.close()
  }
}

async function settleOrSetAside({ store, now, report }: Frame, stage: Stage, message: LogMessage, fence: Fence): Promise<void> {
  const messages = [message]
  const commit = progress(fence, messages)
  try {
    await store.settle({ ...(await stage.process(messages)), commit })
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
    await store.settle({ append: [deadMessage(message, error, stage.group, now())], commit })
    report({ stage: stage.group, message: 'set aside as a dead letter', error })
  }
  stage.settled?.(messages)
}
