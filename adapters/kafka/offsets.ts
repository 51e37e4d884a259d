import type { PartitionRange } from '../../core/log.ts'
import { byLeader, partitionCounts } from './leaders.ts'
import type { Offset, Partition, Protocol } from './protocol.ts'

/** Asks every leader for its partitions. */
export async function offsetsOf(
  protocol: Protocol,
  partitions: readonly Partition[],
  at: 'start' | 'end' | number,
): Promise<readonly Offset[]> {
  const leaders = await byLeader(protocol, partitions)
  return (await Promise.all([...leaders].map(([leader, own]) => protocol.offsets(leader, own, at)))).flat()
}

export const offsetIn = (found: readonly Offset[], { topic, partition }: Partition): number | undefined =>
  found.find((one) => one.topic === topic && one.partition === partition)?.offset

/** All partitions of a topic; none of one that does not exist. */
export async function partitionsOf(protocol: Protocol, topic: string): Promise<readonly Partition[]> {
  const count = (await partitionCounts(protocol, [topic])).get(topic) ?? 0
  return Array.from({ length: count }, (_, partition) => ({ topic, partition }))
}

export async function rangesOf(protocol: Protocol, topic: string): Promise<readonly PartitionRange[]> {
  const partitions = await partitionsOf(protocol, topic)
  const [starts, ends] = await Promise.all([offsetsOf(protocol, partitions, 'start'), offsetsOf(protocol, partitions, 'end')])
  return partitions.map((one) => ({ ...one, start: offsetIn(starts, one) ?? 0, end: offsetIn(ends, one) ?? 0 }))
}

export async function committedOf(protocol: Protocol, group: string, topic: string): Promise<readonly Offset[]> {
  const found = await protocol.committed(group, await partitionsOf(protocol, topic))
  return found.toSorted((a, b) => a.partition - b.partition)
}
