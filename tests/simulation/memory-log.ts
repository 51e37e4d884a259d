import { Malformed } from '../../core/errors.ts'
import type { Position } from '../../core/log.ts'
import type { LogMessage, NewMessage } from '../../core/message.ts'
import { partitionOf } from '../../core/partition.ts'
import type { TopicSpec } from '../../core/topics.ts'
import { wholeText } from '../../core/text.ts'
import { MemoryGroup, type Partition, placeOf } from './memory-group.ts'
import type { Random } from './random.ts'

/** The broker: what is in it survives every process. */
export class MemoryLog {
  readonly specs = new Map<string, TopicSpec>()
  readonly groups = new Map<string, MemoryGroup>()
  readonly wrongCommits: string[] = []
  private readonly partitions = new Map<string, LogMessage[]>()
  private readonly random: Random
  private readonly leaseMs: number

  constructor(specs: readonly TopicSpec[], leaseMs: number, random: Random) {
    this.leaseMs = leaseMs
    this.random = random
    for (const spec of specs) this.specs.set(spec.name, spec)
  }

  /** @throws {Malformed} an unknown topic */
  partitionFor({ topic, key }: NewMessage): Partition {
    const spec = this.specs.get(topic)
    if (spec === undefined) throw new Malformed(`Topic ${topic} does not exist`, { field: 'topic', value: topic })
    return { topic, partition: partitionOf(key, spec.partitions) }
  }

  partitionsOf(topic: string): readonly Partition[] {
    return Array.from({ length: this.specs.get(topic)?.partitions ?? 0 }, (_, partition) => ({ topic, partition }))
  }

  append(to: Partition, messages: readonly NewMessage[]): readonly Position[] {
    const kept = this.messages(to)
    return messages.map((message) => {
      const position = { ...to, offset: kept.length }
      kept.push({ ...message, value: wholeText(message.value), ...position })
      return position
    })
  }

  messages(of: Partition): LogMessage[] {
    const place = placeOf(of)
    const kept = this.partitions.get(place) ?? []
    this.partitions.set(place, kept)
    return kept
  }

  all(topic: string): readonly LogMessage[] {
    return this.partitionsOf(topic).flatMap((one) => this.messages(one))
  }

  group(name: string, topics: readonly string[]): MemoryGroup {
    const found =
      this.groups.get(name) ??
      new MemoryGroup(
        topics.flatMap((topic) => this.partitionsOf(topic)),
        this.leaseMs,
        this.random,
        (what) => this.wrongCommits.push(`${name}: ${what}`),
      )
    this.groups.set(name, found)
    return found
  }

  /** How many messages a group has not committed. */
  lag(group: string, topics: readonly string[]): number {
    const { committed } = this.group(group, topics)
    const partitions = topics.flatMap((topic) => this.partitionsOf(topic))
    return partitions.reduce((sum, one) => sum + this.messages(one).length - (committed.get(placeOf(one))?.offset ?? 0), 0)
  }
}
