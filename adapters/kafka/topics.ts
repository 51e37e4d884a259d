import { isDeclared, type TopicSpec } from '../../core/topics.ts'
import { copiesOn } from './copies.ts'
import { partitionCounts } from './leaders.ts'
import { offsetsOf } from './offsets.ts'
import { KafkaFailure, type Protocol } from './protocol.ts'
import { newTopic, retentionOf } from './topic-settings.ts'

/** Makes what is missing and waits until each of its partitions has a leader. */
export async function ensureTopics(protocol: Protocol, specs: readonly TopicSpec[], replicas: number | null): Promise<void> {
  await protocol.refresh()
  const present = await protocol.leaders()
  const missing = specs.filter((spec) => !present.has(spec.name))
  if (missing.length > 0) {
    const { copies } = copiesOn(await protocol.brokers(), replicas)
    await protocol.createTopics(missing.map((spec) => newTopic(spec, copies)))
    await protocol.refresh()
  }
  const names = specs.map((spec) => spec.name)
  const counts = await partitionCounts(protocol, names)
  const unknown = names.find((name) => counts.get(name) === 0)
  if (unknown !== undefined) throw new KafkaFailure('LEADER_NOT_AVAILABLE', `${unknown} is made, but no broker tells of it yet`)
  // A leader that is named may not lead yet: one that answers does.
  const partitions = [...counts].flatMap(([topic, count]) => Array.from({ length: count }, (_, partition) => ({ topic, partition })))
  await offsetsOf(protocol, partitions, 'end')
}

/** Leaders of the topics that are this installation's. Others share the servers, also under a prefix that begins with ours: what
 *  follows it is none of the declared names then, of which none begins with a prefix. */
export async function ownTopics(protocol: Protocol): Promise<ReadonlyMap<string, readonly number[]>> {
  return new Map([...(await protocol.leaders())].filter(([topic]) => isDeclared(topic)))
}

/** Topics by name, as the server has them. */
export async function topicsOf(protocol: Protocol): Promise<readonly Omit<TopicSpec, 'about'>[]> {
  const leaders = await ownTopics(protocol)
  const retention = await retentionOf(protocol, [...leaders.keys()])
  return [...leaders]
    .map(([name, partitions]) => ({ name, partitions: partitions.length, retentionMs: retention.get(name) ?? null }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}
