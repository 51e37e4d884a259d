import { Conflict, Malformed, PipelineError, StaleMember, Unavailable } from '../../core/errors.ts'
import type { LogMessage, NewMessage } from '../../core/message.ts'
import type { Fence, Position, Subscription } from '../../core/log.ts'
import type { Write } from '../../core/documents.ts'
import type { Store } from '../../core/store.ts'
import type { Now } from '../../core/time.ts'
import { deadMessage } from './dead-letter.ts'

/** What a stage makes of a batch: outputs and effects; the frame adds the progress. */
export interface Effects {
  readonly append?: readonly NewMessage[]
  readonly writes?: readonly Write[]
  /** As of a settlement. */
  readonly strict?: true
}

export interface Processing {
  /** What was taken for granted about these messages turned out otherwise, or may have. */
  readonly careful?: true
  /** The settlement of the batch in front, which may still be on its way: who decides on the absence of what that may make, and writes nothing that
   *  would meet it, waits for it and looks again. */
  readonly inFront?: Promise<void>
}

export interface Stage {
  readonly group: string
  readonly topics: readonly string[]
  readonly batch: number
  /** How many batches are asked for at once; four where nothing is said. One is on its way while the next is worked on; all of them are held in
   *  memory. */
  readonly batchesAPoll?: number
  /** Asked before each poll: while it says no nothing is taken, and the share is kept. */
  hasRoom?(): Promise<boolean>
  process(messages: readonly LogMessage[], how?: Processing): Promise<Effects>
  /** Called after the settlement is durable. */
  settled?(messages: readonly LogMessage[]): void
}

export interface StageEvent {
  /** Only what is set aside is a dead letter; that a message is looked for, or a batch begun again, is none yet. */
  readonly kind: 'one-by-one' | 'again' | 'set-aside'
  readonly stage: string
  readonly message: string
  readonly error?: unknown
}

export interface Frame {
  readonly store: Store
  readonly member: string
  readonly now: Now
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  /** One line per outcome worth telling. */
  readonly report: (event: StageEvent) => void
  /** Told when a stage has settled a batch or found nothing left, for the first time and after a failure. */
  readonly well?: (stage: string) => void
}

const LONG_POLL_MS = 1000
const BATCHES_A_POLL = 4
/** More often than a lease has to be renewed. */
const ROOM_LOOK_MS = 500
const FIRST_RETRY_MS = 100
const LAST_RETRY_MS = 2000

/** Messages by which a batch grows with every one that was settled. */
const GROWTH = 8

/** Consumes until aborted. A failure to retry or reload starts again from the last commit, as does one by a message that the store does not
 *  take, which is then found and set aside; an unknown error is thrown, and the worker ends. A worker so slow that its partitions pass on
 *  before a batch is done takes half as much, or it would begin the same batch for ever. */
export async function consume(frame: Frame, stage: Stage, signal: AbortSignal): Promise<void> {
  let retryMs = FIRST_RETRY_MS
  let isPoisoned = false
  let max = stage.batch
  let isWell = false
  const batch: Batch = {
    max: () => max,
    well() {
      if (!isWell) frame.well?.(stage.group)
      isWell = true
    },
    settled() {
      batch.well()
      retryMs = FIRST_RETRY_MS
      max = Math.min(max + GROWTH, stage.batch)
    },
  }
  while (!signal.aborted) {
    try {
      if (isPoisoned) await consumeOneByOne(frame, stage, signal)
      isPoisoned = false
      await consumeUntilFailure(frame, stage, signal, batch)
    } catch (error) {
      isPoisoned = error instanceof Malformed && !isPoisoned
      if (isPoisoned) {
        frame.report({ kind: 'one-by-one', stage: stage.group, message: 'goes on message by message from the last commit', error })
        continue
      }
      if (!(error instanceof PipelineError) || !['retry', 'reload'].includes(error.remedy)) throw error
      if (error instanceof StaleMember) max = Math.max(1, max >> 1)
      isWell = false
      frame.report({ kind: 'again', stage: stage.group, message: 'begins again from the last commit', error })
      await frame.sleep(retryMs, signal)
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS)
    }
  }
}

interface Batch {
  /** How many messages it may have now. */
  readonly max: () => number
  /** Nothing is left, or one was settled. */
  readonly well: () => void
  readonly settled: () => void
}

async function consumeUntilFailure(frame: Frame, stage: Stage, signal: AbortSignal, batch: Batch): Promise<void> {
  const subscription = await frame.store.log.subscribe({ group: stage.group, topics: stage.topics, member: frame.member, from: 'start' })
  try {
    while (!signal.aborted) {
      if ((await stage.hasRoom?.()) === false) await keptWaiting(frame, subscription, signal)
      else await consumePoll(frame.store, stage, { subscription, batch, signal })
    }
  } finally {
    await subscription.close()
  }
}

/** Looking at what it holds is what tells a group that a member lives. */
async function keptWaiting({ sleep }: Frame, subscription: Subscription, signal: AbortSignal): Promise<void> {
  await subscription.assigned()
  await sleep(ROOM_LOOK_MS, signal)
}

interface Consuming {
  readonly subscription: Subscription
  readonly batch: Batch
  readonly signal: AbortSignal
}

/** One poll, settled batch by batch in its order. While one batch is on its way to the disk the next is worked on: both are of the same poll,
 *  so that no rebalance can come between them unseen. */
async function consumePoll(store: Store, stage: Stage, { subscription, batch, signal }: Consuming): Promise<void> {
  const max = batch.max()
  const found = await subscription.poll({ max: messagesAPoll(stage, max), waitMs: LONG_POLL_MS, signal })
  if (found.length === 0) batch.well()
  let settled: Promise<void> = Promise.resolve()
  for (let at = 0; at < found.length && !signal.aborted; at += max) {
    const messages = found.slice(at, at + max)
    const [effects] = await bothEnded(stage.process(messages, { inFront: settled }), settled)
    settled = settle(store, stage, { messages, effects, fence: subscription.fence }).then(batch.settled)
  }
  await settled
}

const messagesAPoll = ({ batchesAPoll = BATCHES_A_POLL }: Stage, batch: number): number => batch * batchesAPoll

/** As `Promise.all`, but nothing is left running when one fails: who begins again must not meet its own settlement of before. */
async function bothEnded<A, B>(one: Promise<A>, other: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([one, other])
  return Promise.all([one, other])
}

interface Unsettled {
  readonly messages: readonly LogMessage[]
  readonly effects: Effects
  readonly fence: Fence
}

/** What was decided before the batch in front was settled may be out of date: it is decided once more. @throws {Conflict} the second time */
async function settle(store: Store, stage: Stage, { messages, effects, fence }: Unsettled): Promise<void> {
  const commit = progress(fence, messages)
  try {
    await store.settle({ ...effects, commit })
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
    await store.settle({ ...(await stage.process(messages, { careful: true })), commit })
  }
  stage.settled?.(messages)
}

/** One poll, message by message: the one that the store does not take goes to the dead letters, the others are settled as ever. */
async function consumeOneByOne(frame: Frame, stage: Stage, signal: AbortSignal): Promise<void> {
  const subscription = await frame.store.log.subscribe({ group: stage.group, topics: stage.topics, member: frame.member, from: 'start' })
  try {
    // Nobody is given a share at once: until then a poll finds nothing, and who gave up would begin with the batch again.
    let messages: readonly LogMessage[] = []
    while (messages.length === 0 && !signal.aborted)
      messages = await subscription.poll({ max: messagesAPoll(stage, stage.batch), waitMs: LONG_POLL_MS, signal })
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
    await store.settle({ ...(await stage.process(messages, { careful: true })), commit })
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
    if (isOfTheOutput(error)) throw new Unavailable(error.message, error.details, { cause: error })
    // Once with its batch, once alone.
    await store.settle({ append: [deadMessage(message, error, { stage: stage.group, attempt: 2, at: now() })], commit })
    report({ kind: 'set-aside', stage: stage.group, message: 'set aside as a dead letter', error })
  }
  stage.settled?.(messages)
}

/** Without its topic a stage can append nothing, and every sound message would be set aside: they wait until it is made. */
const isOfTheOutput = ({ details }: Malformed): boolean => details['field'] === 'topic'

/** The next offset of every partition the batch touched. */
function progress(fence: Fence, messages: readonly LogMessage[]): { fence: Fence; positions: readonly Position[] } {
  const next = new Map<string, Position>()
  for (const { topic, partition, offset } of messages) next.set(`${topic}/${partition}`, { topic, partition, offset: offset + 1 })
  return { fence, positions: [...next.values()] }
}
