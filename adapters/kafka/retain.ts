import { byLeader } from './leaders.ts'
import { offsetIn, offsetsOf } from './offsets.ts'
import type { Offset, Partition, Protocol } from './protocol.ts'
import { retentionOf } from './topic-settings.ts'
import { ownTopics } from './topics.ts'

/** Kafka drops whole segments in its own time; this drops to the message, as the embedded log does. Resolves with how many. */
export async function retain(protocol: Protocol, now: number): Promise<number> {
  const leaders = await ownTopics(protocol)
  const retention = await retentionOf(protocol, [...leaders.keys()])
  let dropped = 0
  for (const [topic, own] of leaders) {
    const limit = retention.get(topic) ?? null
    // Kept for longer than there are instants: for ever, in other words.
    if (limit === null || limit >= now) continue
    const partitions = own.map((_, partition) => ({ topic, partition }))
    const upTo = await expired(protocol, partitions, now - limit)
    for (const [leader, some] of await byLeader(protocol, upTo)) await protocol.deleteBefore(leader, some)
    dropped += upTo.reduce((sum, one) => sum + one.offset - one.start, 0)
  }
  return dropped
}

/** For each partition with something older than the instant: where that ends. */
async function expired(
  protocol: Protocol,
  partitions: readonly Partition[],
  before: number,
): Promise<readonly (Offset & { readonly start: number })[]> {
  const [starts, ends, kept] = await Promise.all([
    offsetsOf(protocol, partitions, 'start'),
    offsetsOf(protocol, partitions, 'end'),
    offsetsOf(protocol, partitions, before),
  ])
  return partitions
    .map((one) => ({ ...one, offset: offsetIn(kept, one) ?? offsetIn(ends, one) ?? 0, start: offsetIn(starts, one) ?? 0 }))
    .filter((one) => one.offset > one.start)
}
