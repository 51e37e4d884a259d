import type { TopicSpec } from '../../core/topics.ts'
import { byLeader } from './leaders.ts'
import type { Protocol } from './protocol.ts'

/** A topic takes a batch of the largest messages, whatever the broker's default is. */
const LARGEST_BATCH_BYTES = 4 * 2 ** 20

/** Makes what is missing and waits until each of its partitions has a leader. */
export async function ensureTopics(protocol: Protocol, specs: readonly TopicSpec[]): Promise<void> {
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

/** Topics by name, as the server has them. */
export async function topicsOf(protocol: Protocol): Promise<readonly Omit<TopicSpec, 'about'>[]> {
  const leaders = await protocol.leaders()
  const retention = await protocol.retention([...leaders.keys()])
  return [...leaders]
    .map(([name, partitions]) => ({ name, partitions: partitions.length, retentionMs: retention.get(name) ?? null }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}
