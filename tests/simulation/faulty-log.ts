import type { LogHalf } from '../../core/halves.ts'
import type { Fence, Position } from '../../core/log.ts'
import { assertStorable } from '../../core/storable.ts'
import type { NewMessage } from '../../core/message.ts'
import { type Fault } from './faults.ts'
import { FaultySubscription } from './faulty-subscription.ts'
import { placeOf } from './memory-group.ts'
import type { SimulatedProcess } from './simulated-process.ts'
import type { Servers } from './servers.ts'

const READ: readonly Fault[] = ['refused', 'lost']
const APPEND: readonly Fault[] = ['refused', 'lost', 'unanswered', 'twice']

/** A process's line to the broker, with the promises of the Kafka adapter and everything that can happen on the way. */
export function faultyLog(servers: Servers, from: SimulatedProcess): LogHalf {
  const { log, network } = servers
  const subscriptions = new Map<string, FaultySubscription>()
  const nameOf = ({ group, member }: Fence): string => `${group}/${member}`
  const ask = <T>(name: string, dangers: readonly Fault[], apply: () => T): Promise<T> => network.request({ from, name, dangers, apply })
  const subscribed = (fence: Fence): FaultySubscription => {
    const found = subscriptions.get(nameOf(fence))
    if (found === undefined) throw new Error(`There is no subscription ${nameOf(fence)} here`)
    return found
  }
  const validate = (messages: readonly NewMessage[]): void => {
    for (const message of messages) {
      assertStorable(message)
      log.partitionFor(message)
    }
  }
  return {
    ensureTopics: async () => {},
    differences: async () => [],
    copies: async () => ({ copies: 1, brokers: 1, isFewer: false }),
    topics: async () => [...log.specs.values()],
    validate: async (messages) => validate(messages),
    async append(messages) {
      validate(messages)
      const byPlace = Map.groupBy(messages, (message) => placeOf(log.partitionFor(message)))
      const positions = new Map<NewMessage, Position>()
      // Each partition by itself: one may be written and another not.
      const rounds = [...byPlace].map(async ([place, own]) => {
        const written = await ask(`append ${place}`, APPEND, () => log.append(log.partitionFor(own[0]!), own))
        own.forEach((message, index) => positions.set(message, written[index]!))
      })
      const failed = (await Promise.allSettled(rounds)).find((one) => one.status === 'rejected')
      if (failed !== undefined) throw failed.reason
      return messages.map((message) => positions.get(message)!)
    },
    async subscribe(options) {
      const own = new FaultySubscription(servers, from, options)
      subscriptions.set(nameOf(options), own)
      return own
    },
    read: (at, { max }) => ask(`read ${placeOf(at)}`, READ, () => log.messages(at).slice(at.offset, at.offset + max)),
    ranges: (topic) =>
      ask(`ranges ${topic}`, READ, () => log.partitionsOf(topic).map((one) => ({ ...one, start: 0, end: log.messages(one).length }))),
    committed: (group, topic) => ask(`committed ${group}`, READ, () => [...log.group(group, [topic]).committed.values()]),
    retain: async () => 0,
    assertOwner: async (fence, positions) => subscribed(fence).assertOwner(positions),
    commit: async (fence, positions) => subscribed(fence).commit(positions),
    async close() {
      for (const one of subscriptions.values()) await one.close()
    },
  }
}
