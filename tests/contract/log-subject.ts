import type { Position, Subscription } from '../../core/log.ts'
import type { LogMessage, NewMessage } from '../../core/message.ts'
import type { Store } from '../../core/store.ts'
import { eventually, LEASE_MS, type Make, type Subject } from './subject.ts'

/** One that may be declared: of a broker that others use too, a log lists and empties no other. */
export const TOPIC = 'routed.things'
export const SPEC = { name: TOPIC, partitions: 4, retentionMs: 60_000, about: 'for the contract' }
export const AT = Date.UTC(2026, 2, 17, 7)

export const message = (key: string, value: string, changes: Partial<NewMessage> = {}): NewMessage => ({
  topic: TOPIC,
  key,
  value: JSON.stringify(value),
  headers: {},
  at: AT,
  ...changes,
})

export const values = (messages: readonly LogMessage[]): string[] => messages.map((one) => JSON.parse(one.value) as string)

/** Where a reader of these goes on. */
export const next = (messages: readonly LogMessage[]): Position[] =>
  [...Map.groupBy(messages, (one) => one.partition).entries()].map(([partition, own]) => ({
    topic: TOPIC,
    partition,
    offset: Math.max(...own.map((one) => one.offset)) + 1,
  }))

/** Reads until `count` messages have come. */
async function take(subscription: Subscription, count: number): Promise<LogMessage[]> {
  const found: LogMessage[] = []
  await eventually(
    async () => {
      found.push(...(await subscription.poll({ max: 100, waitMs: 200 })))
      return found.length
    },
    (length) => length >= count,
    15_000,
  )
  return found
}

export type LogUnderTest = ReturnType<typeof logUnderTest>

/** A log with one topic, new for every test of the suite that calls this, and the words its tests are written in. */
export function logUnderTest(make: Make) {
  let subject: Subject
  const open: Subscription[] = []

  beforeEach(async () => {
    subject = await make({ leaseMs: LEASE_MS })
    await subject.store.log.ensureTopics([SPEC])
  })
  afterEach(async () => {
    for (const subscription of open.splice(0)) await subscription.close()
    await subject.close()
  })

  const store = () => subject.store
  const log = () => store().log
  return {
    store,
    log,
    take,
    append: (...messages: NewMessage[]) => log().append(messages),
    /** Closed after the test. */
    async subscribe(member: string, group = 'readers', from: 'start' | 'end' = 'start'): Promise<Subscription> {
      const subscription = await log().subscribe({ group, topics: [TOPIC], member, from })
      open.push(subscription)
      return subscription
    },
    another: () => subject.another(),
    /** What was subscribed before is gone with the store that it was of. */
    async reopen(): Promise<Store> {
      open.length = 0
      return subject.reopen()
    },
  }
}
