import { setTimeout as sleep } from 'node:timers/promises'
import { KafkaFailure, type Partition, type Protocol } from './protocol.ts'
import { isPassing } from './failures.ts'

const FIRST_RETRY_MS = 50
const LAST_RETRY_MS = 1000

/** Tries until it works or the time is over; between two tries brokers and leaders are looked up anew. @throws what the last try threw */
export async function persistently<T>(protocol: Protocol, withinMs: number, work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + withinMs
  for (let retryMs = FIRST_RETRY_MS; ; retryMs = Math.min(retryMs * 2, LAST_RETRY_MS)) {
    try {
      return await work()
    } catch (error) {
      if (!isPassing(error) || performance.now() + retryMs > deadline) throw error
      await sleep(retryMs)
      await protocol.refresh().catch(() => null)
    }
  }
}

/** Before each new look for a topic that is not known: a broker may not have heard yet of one that was just made. */
const LOOK_AFTER_MS = [0, 100, 200, 400, 800]

/** Number of partitions of each topic; 0 of one that is still not known after the last look. */
export async function partitionCounts(protocol: Protocol, topics: Iterable<string>): Promise<ReadonlyMap<string, number>> {
  const wanted = [...new Set(topics)]
  let leaders = await protocol.leaders()
  for (const pauseMs of LOOK_AFTER_MS) {
    if (wanted.every((topic) => leaders.has(topic))) break
    await sleep(pauseMs)
    await protocol.refresh()
    leaders = await protocol.leaders()
  }
  return new Map(wanted.map((topic) => [topic, leaders.get(topic)?.length ?? 0]))
}

/** Groups by the broker that leads each partition. @throws {KafkaFailure} a partition without a leader now */
export async function byLeader<P extends Partition>(protocol: Protocol, items: readonly P[]): Promise<ReadonlyMap<number, readonly P[]>> {
  const leaders = await protocol.leaders()
  return Map.groupBy(items, ({ topic, partition }) => {
    const leader = leaders.get(topic)?.[partition] ?? -1
    if (leader < 0) throw new KafkaFailure('LEADER_NOT_AVAILABLE', `${topic}/${partition} has no leader now`)
    return leader
  })
}
