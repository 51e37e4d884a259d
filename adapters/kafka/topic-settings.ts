import type { TopicDifference } from '../../core/halves.ts'
import type { TopicSpec } from '../../core/topics.ts'
import type { NewTopic, Protocol } from './protocol.ts'

/** A topic takes a batch of the largest messages, whatever the broker's default is. */
const LARGEST_BATCH_BYTES = 4 * 2 ** 20
/** Kafka itself refuses what is dated an hour ahead: a collector's clock that is wrong must not stop its messages. */
const ANY_TIME_AHEAD_MS = 2n ** 63n - 1n

const RETENTION = 'retention.ms'

/** What decides how long messages are kept and when they were. Each is said of every topic: the broker's default may drop by size, drop all but
 *  the newest of a key, or date a message by its arrival. */
const keeping = ({ retentionMs }: Pick<TopicSpec, 'retentionMs'>): Readonly<Record<string, string>> => ({
  [RETENTION]: String(retentionMs ?? -1),
  'retention.bytes': '-1',
  'cleanup.policy': 'delete',
  'message.timestamp.type': 'CreateTime',
})

/** A message is acknowledged once all copies but one have it: a broker may be away, and what was acknowledged is not on one disk alone. */
export const newTopic = (spec: TopicSpec, copies: number): NewTopic => ({
  name: spec.name,
  partitions: spec.partitions,
  copies,
  config: {
    ...keeping(spec),
    'min.insync.replicas': String(Math.max(1, copies - 1)),
    'max.message.bytes': String(LARGEST_BATCH_BYTES),
    'message.timestamp.after.max.ms': String(ANY_TIME_AHEAD_MS),
  },
})

/** Null where a topic keeps its messages for ever. */
export async function retentionOf(protocol: Protocol, topics: readonly string[]): Promise<ReadonlyMap<string, number | null>> {
  const found = await protocol.settings(topics, [RETENTION])
  return new Map([...found].map(([topic, settings]) => [topic, limitOf(settings.get(RETENTION))]))
}

/** `retention.ms` as Kafka writes it. */
const limitOf = (value: string | undefined): number | null => (value === undefined || Number(value) < 0 ? null : Number(value))

/** What the topics that are there, all of them in `specs`, say otherwise than declared. */
export async function differencesOf(protocol: Protocol, specs: readonly TopicSpec[]): Promise<readonly TopicDifference[]> {
  const wanted = new Map(specs.map((spec) => [spec.name, keeping(spec)]))
  const names = [...new Set([...wanted.values()].flatMap((settings) => Object.keys(settings)))]
  const found = await protocol.settings([...wanted.keys()], names)
  return [...wanted].flatMap(([topic, settings]) =>
    Object.entries(settings).flatMap(([setting, declared]) => {
      const there = found.get(topic)?.get(setting)
      return there === undefined || there === declared ? [] : [{ topic, setting, found: there, declared }]
    }),
  )
}
