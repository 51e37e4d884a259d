import { createHash } from 'node:crypto'
import { canonical } from '../../core/canonical.ts'
import type { PartitionRange } from '../../core/log.ts'
import type { LogMessage } from '../../core/message.ts'
import type { StoreReading } from '../../core/store.ts'
import type { TopicSpec } from '../../core/topics.ts'
import { isKept, splitOf } from './copy-log.ts'
import { everyBatch } from './every.ts'

/** A topic in two logs. The hash is a sum over its messages, because partitions, and so the order between keys, may differ. */
export interface TopicComparison {
  readonly topic: string
  readonly counts: readonly [number, number]
  readonly hashes: readonly [string, string]
}

type Topic = Pick<TopicSpec, 'name' | 'retentionMs'>

export async function comparedTopic(
  [from, to]: readonly [StoreReading['log'], StoreReading['log']],
  topic: Topic,
  begunAt: number,
): Promise<TopicComparison> {
  const { read, unread } = await splitOf(from, topic.name)
  const [first, second] = [new Sum(), new Sum()]
  await first.addAll(from, read, (one) => isKept(topic, begunAt, one))
  await first.addAll(from, unread)
  await second.addAll(to, await to.ranges(topic.name))
  return { topic: topic.name, counts: [first.count, second.count], hashes: [first.text(), second.text()] }
}

const MODULUS = 2n ** 256n

class Sum {
  count = 0
  private total = 0n

  async addAll(log: StoreReading['log'], ranges: readonly PartitionRange[], isWanted: (one: LogMessage) => boolean = () => true) {
    for (const range of ranges) for await (const batch of everyBatch(log, range)) batch.filter(isWanted).forEach((one) => this.add(one))
  }

  text(): string {
    return this.total.toString(16).padStart(64, '0')
  }

  private add({ key, value, headers, at }: LogMessage): void {
    const hash = createHash('sha256')
      .update(canonical([key, value, headers, at]))
      .digest('hex')
    this.total = (this.total + BigInt(`0x${hash}`)) % MODULUS
    this.count += 1
  }
}
