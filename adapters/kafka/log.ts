import { Malformed } from '../../core/errors.ts'
import type { LogHalf } from '../../core/halves.ts'
import type { Fence, PollOptions, Position } from '../../core/log.ts'
import type { LogMessage, NewMessage } from '../../core/message.ts'
import type { TopicSpec } from '../../core/topics.ts'
import { appender, type Placed } from './appender.ts'
import { inCoreWords } from './failures.ts'
import { FetchRounds } from './fetch-rounds.ts'
import { byLeader, partitionCounts, persistently } from './leaders.ts'
import { prefixed } from './prefixed-protocol.ts'
import type { KafkaAccess, OpenProtocol, Protocol } from './protocol.ts'
import { messageOf } from './records.ts'
import { KafkaSubscription, offsetsOf } from './subscription.ts'

export interface KafkaLogOptions {
  readonly access: KafkaAccess
  readonly open: OpenProtocol
  /** Before every topic and group. */
  readonly prefix: string
  /** How long a silent group member keeps its partitions. */
  readonly leaseMs: number
}

/** A topic takes a batch of the largest messages, whatever the broker's default is. */
const LARGEST_BATCH_BYTES = 4 * 2 ** 20
const GIVE_UP_AFTER_MS = 15_000

/** @throws {Unavailable} {Misconfigured} when no broker answers as it must */
export async function kafkaLog({ access, open, prefix, leaseMs }: KafkaLogOptions): Promise<LogHalf> {
  const connect = async (): Promise<Protocol> => prefixed(await inCoreWords(() => open(access)), prefix)
  const protocol = await connect()
  const writer = appender(protocol)
  const rounds = new FetchRounds(protocol)
  const subscriptions = new Map<string, KafkaSubscription>()
  const nameOf = ({ group, member }: Fence): string => `${group}/${member}`
  const subscribed = (fence: Fence): KafkaSubscription => {
    const found = subscriptions.get(nameOf(fence))
    if (found === undefined) throw new Malformed(`There is no subscription ${nameOf(fence)} here`, { ...fence })
    return found
  }
  const validate = (messages: readonly NewMessage[]): Promise<readonly Placed[]> => inCoreWords(() => writer.validate(messages))

  return {
    ensureTopics: (specs) => inCoreWords(() => persistently(protocol, GIVE_UP_AFTER_MS, () => ensureTopics(protocol, specs))),
    topics: () => inCoreWords(() => topicsOf(protocol)),
    validate: async (messages) => void (await validate(messages)),
    append: async (messages) => writer.append(await validate(messages)),
    async subscribe(options) {
      const closed = (): void => void subscriptions.delete(nameOf(options))
      const own = await KafkaSubscription.open(await connect(), { ...options, sessionMs: leaseMs, closed })
      subscriptions.set(nameOf(options), own)
      return own
    },
    read: (from, options) => inCoreWords(() => read(protocol, rounds, from, options)),
    ranges: (topic) =>
      inCoreWords(() =>
        persistently(protocol, GIVE_UP_AFTER_MS, async () => {
          const count = (await partitionCounts(protocol, [topic])).get(topic) ?? 0
          const partitions = Array.from({ length: count }, (_, partition) => ({ topic, partition }))
          const [starts, ends] = await Promise.all([offsetsOf(protocol, partitions, 'start'), offsetsOf(protocol, partitions, 'end')])
          const at = (found: readonly Position[], partition: number): number =>
            found.find((one) => one.partition === partition)?.offset ?? 0
          return partitions.map(({ partition }) => ({ topic, partition, start: at(starts, partition), end: at(ends, partition) }))
        }),
      ),
    committed: (group, topic) =>
      inCoreWords(() =>
        persistently(protocol, GIVE_UP_AFTER_MS, async () => {
          const count = (await partitionCounts(protocol, [topic])).get(topic) ?? 0
          const found = await protocol.committed(
            group,
            Array.from({ length: count }, (_, partition) => ({ topic, partition })),
          )
          return found.toSorted((a, b) => a.partition - b.partition)
        }),
      ),
    retain: (now) => inCoreWords(() => retain(protocol, now)),
    assertOwner: async (fence, positions) => subscribed(fence).assertOwner(positions),
    commit: async (fence, positions) => subscribed(fence).commit(positions),
    async close() {
      await writer.close()
      rounds.close()
      await Promise.all([...subscriptions.values()].map((one) => one.close()))
      await protocol.close()
    },
  }
}

async function ensureTopics(protocol: Protocol, specs: readonly TopicSpec[]): Promise<void> {
  await protocol.refresh()
  const present = await protocol.leaders()
  const missing = specs.filter((spec) => !present.has(spec.name))
  if (missing.length === 0) return
  await protocol.createTopics(
    missing.map(({ name, partitions, retentionMs }) => ({
      name,
      partitions,
      config: { 'retention.ms': String(retentionMs ?? -1), 'max.message.bytes': String(LARGEST_BATCH_BYTES) },
    })),
  )
  await protocol.refresh()
  await byLeader(
    protocol,
    missing.flatMap(({ name, partitions }) => Array.from({ length: partitions }, (_, partition) => ({ topic: name, partition }))),
  )
}

async function topicsOf(protocol: Protocol): Promise<readonly Omit<TopicSpec, 'about'>[]> {
  const leaders = await protocol.leaders()
  const retention = await protocol.retention([...leaders.keys()])
  return [...leaders]
    .map(([name, partitions]) => ({ name, partitions: partitions.length, retentionMs: retention.get(name) ?? null }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** Asking for what is known to be there takes this long at most. */
const LOOK_MS = 5000

async function read(
  protocol: Protocol,
  rounds: FetchRounds,
  from: Position,
  { max, waitMs, signal }: PollOptions,
): Promise<readonly LogMessage[]> {
  if (signal?.aborted === true) return []
  const [end] = waitMs === 0 ? await persistently(protocol, GIVE_UP_AFTER_MS, () => offsetsOf(protocol, [from], 'end')) : []
  if (end !== undefined && end.offset <= from.offset) return []
  const asked = rounds.next(from)
  const timer = setTimeout(asked.cancel, waitMs === 0 ? LOOK_MS : waitMs)
  signal?.addEventListener('abort', asked.cancel, { once: true })
  try {
    const { records } = await asked.done
    return records.slice(0, max).map((record) => messageOf(from, record))
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', asked.cancel)
  }
}

/** Kafka drops whole segments in its own time; this drops to the message, as the embedded log does. */
async function retain(protocol: Protocol, now: number): Promise<number> {
  const leaders = await protocol.leaders()
  const retention = await protocol.retention([...leaders.keys()])
  let dropped = 0
  for (const [topic, own] of leaders) {
    const limit = retention.get(topic) ?? null
    if (limit === null) continue
    const partitions = own.map((_, partition) => ({ topic, partition }))
    const [starts, ends, kept] = await Promise.all([
      offsetsOf(protocol, partitions, 'start'),
      offsetsOf(protocol, partitions, 'end'),
      offsetsOf(protocol, partitions, now - limit),
    ])
    const at = (found: readonly Position[], partition: number): number | undefined =>
      found.find((one) => one.partition === partition)?.offset
    const upTo = partitions
      .map((one) => ({ ...one, offset: at(kept, one.partition) ?? at(ends, one.partition) ?? 0, start: at(starts, one.partition) ?? 0 }))
      .filter((one) => one.offset > one.start)
    for (const [leader, some] of await byLeader(protocol, upTo)) await protocol.deleteBefore(leader, some)
    dropped += upTo.reduce((sum, one) => sum + one.offset - one.start, 0)
  }
  return dropped
}
