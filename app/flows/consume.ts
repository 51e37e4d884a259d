import { Malformed, PipelineError } from '../../core/errors.ts'
import type { LogMessage, NewMessage } from '../../core/message.ts'
import type { Subscription } from '../../core/log.ts'
import type { Write } from '../../core/documents.ts'
import type { Store } from '../../core/store.ts'
import type { Now } from '../../core/time.ts'
import { consumeOneByOne } from './one-by-one.ts'
import { progress } from './progress.ts'

/** What a stage makes of a batch: outputs and effects; the frame adds the progress. */
export interface Effects {
  readonly append?: readonly NewMessage[]
  readonly writes?: readonly Write[]
  /** As of a settlement. */
  readonly strict?: true
}

export interface Stage {
  readonly group: string
  readonly topics: readonly string[]
  readonly batch: number
  process(messages: readonly LogMessage[]): Promise<Effects>
  /** Called after the settlement is durable. */
  settled?(messages: readonly LogMessage[]): void
}

export interface Frame {
  readonly store: Store
  readonly member: string
  readonly now: Now
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  /** One line per outcome worth telling. */
  readonly report: (event: { readonly stage: string; readonly message: string; readonly error?: unknown }) => void
}

const LONG_POLL_MS = 1000
const FIRST_RETRY_MS = 100
const LAST_RETRY_MS = 15_000

/** Consumes until aborted. A failure to retry or reload starts again from the last commit, as does one by a message that the store does not
 *  take, which is then found and set aside; an unknown error is thrown, and the worker ends. */
export async function consume(frame: Frame, stage: Stage, signal: AbortSignal): Promise<void> {
  let retryMs = FIRST_RETRY_MS
  let isPoisoned = false
  while (!signal.aborted) {
    try {
      if (isPoisoned) await consumeOneByOne(frame, stage, signal)
      isPoisoned = false
      await consumeUntilFailure(frame, stage, signal, () => (retryMs = FIRST_RETRY_MS))
    } catch (error) {
      isPoisoned = error instanceof Malformed && !isPoisoned
      if (isPoisoned) continue
      if (!(error instanceof PipelineError) || !['retry', 'reload'].includes(error.remedy)) throw error
      frame.report({ stage: stage.group, message: 'begins again from the last commit', error })
      await frame.sleep(retryMs, signal)
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS)
    }
  }
}

async function consumeUntilFailure(frame: Frame, stage: Stage, signal: AbortSignal, succeeded: () => void): Promise<void> {
  const subscription = await frame.store.log.subscribe({ group: stage.group, topics: stage.topics, member: frame.member, from: 'start' })
  try {
    while (!signal.aborted) {
      if (await consumeBatch(frame.store, stage, subscription, signal)) succeeded()
    }
  } finally {
    await subscription.close()
  }
}

async function consumeBatch(store: Store, stage: Stage, subscription: Subscription, signal: AbortSignal): Promise<boolean> {
  const messages = await subscription.poll({ max: stage.batch, waitMs: LONG_POLL_MS, signal })
  if (messages.length === 0) return false
  const effects = await stage.process(messages)
  await store.settle({ ...effects, commit: progress(subscription.fence, messages) })
  stage.settled?.(messages)
  return true
}
