import { createHash } from 'node:crypto'
import { canonical } from '../../core/canonical.ts'
import type { LogMessage } from '../../core/message.ts'
import type { StoreReading } from '../../core/store.ts'
import type { Instant } from '../../core/time.ts'
import type { TopicSpec } from '../../core/topics.ts'
import { everyBatch } from './every.ts'

/** A topic in two logs. The hash is a sum over its messages, because partitions, and so the order between keys, may differ. */
export interface TopicComparison {
  readonly topic: string
  readonly counts: readonly [number, number]
  readonly hashes: readonly [string, string]
  /** Messages that are not compared, because their retention is over or nearly so: either side drops them when it comes by. */
  readonly expiring: readonly [number, number]
}

type Topic = Pick<TopicSpec, 'name' | 'retentionMs'>

/** Longer than both sides take to be read, and than the clocks of two machines differ. */
const MARGIN_MS = 3_600_000
/** Of a short retention most is compared. */
const MARGIN_SHARE = 0.1

export async function comparedTopic(
  [from, to]: readonly [StoreReading['log'], StoreReading['log']],
  { name, retentionMs }: Topic,
  now: Instant,
): Promise<TopicComparison> {
  const staysFrom = retentionMs === null ? null : now - retentionMs + Math.min(MARGIN_MS, retentionMs * MARGIN_SHARE)
  const [first, second] = [await sumOf(from, name, staysFrom), await sumOf(to, name, staysFrom)]
  return {
    topic: name,
    counts: [first.count, second.count],
    hashes: [first.text(), second.text()],
    expiring: [first.expiring, second.expiring],
  }
}

async function sumOf(log: StoreReading['log'], topic: string, staysFrom: Instant | null): Promise<Sum> {
  const sum = new Sum(staysFrom)
  for (const range of await log.ranges(topic)) for await (const batch of everyBatch(log, range)) batch.forEach((one) => sum.add(one))
  return sum
}

const MODULUS = 2n ** 256n

class Sum {
  count = 0
  expiring = 0
  private total = 0n
  private readonly staysFrom: Instant | null

  constructor(staysFrom: Instant | null) {
    this.staysFrom = staysFrom
  }

  add({ key, value, headers, at }: LogMessage): void {
    if (this.staysFrom !== null && at < this.staysFrom) {
      this.expiring += 1
      return
    }
    const hash = createHash('sha256')
      .update(canonical([key, value, headers, at]))
      .digest('hex')
    this.total = (this.total + BigInt(`0x${hash}`)) % MODULUS
    this.count += 1
  }

  text(): string {
    return this.total.toString(16).padStart(64, '0')
  }
}
