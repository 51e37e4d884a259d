import { Malformed } from '../../core/errors.ts'
import type { Copies, LogHalf, TopicDifference } from '../../core/halves.ts'
import type { Fence, PartitionRange, PollOptions, Position, SubscribeOptions, Subscription } from '../../core/log.ts'
import type { LogMessage, NewMessage } from '../../core/message.ts'
import type { TopicSpec } from '../../core/topics.ts'
import { type Appender, appender, type Placed } from './appender.ts'
import { copiesOn } from './copies.ts'
import { inCoreWords } from './failures.ts'
import { FetchRounds } from './fetch-rounds.ts'
import { persistently } from './leaders.ts'
import { committedOf, rangesOf } from './offsets.ts'
import { openAnywhere } from './open-anywhere.ts'
import { prefixed } from './prefixed-protocol.ts'
import type { KafkaAccess, OpenProtocol, Protocol } from './protocol.ts'
import { readPartition } from './read-partition.ts'
import { retain } from './retain.ts'
import { KafkaSubscription } from './subscription.ts'
import { within } from './time-limit.ts'
import { differencesOf } from './topic-settings.ts'
import { ensureTopics, ownTopics, topicsOf } from './topics.ts'

export interface KafkaLogOptions {
  readonly access: KafkaAccess
  /** One of `KAFKA_CLIENTS`. */
  readonly open: OpenProtocol
  /** Before every topic and group. */
  readonly prefix: string
  /** How long a silent group member keeps its partitions. */
  readonly leaseMs: number
  /** Copies of every message in a topic that is made; null: three, or as many as there are brokers. */
  readonly replicas?: number | null
}

const GIVE_UP_AFTER_MS = 15_000
/** What is on its way is waited for, unless nobody answers: whoever asked hears that it is not known to be written. */
const CLOSE_WITHIN_MS = 5000

/** @throws {Unavailable} {Misconfigured} when no broker answers as it must */
export async function kafkaLog({ access, open, prefix, leaseMs, replicas = null }: KafkaLogOptions): Promise<LogHalf> {
  const connect = async (): Promise<Protocol> => prefixed(await inCoreWords(() => openAnywhere(open, access)), prefix)
  return new KafkaLog(await connect(), connect, { leaseMs, replicas })
}

const nameOf = ({ group, member }: Fence): string => `${group}/${member}`

interface Limits {
  readonly leaseMs: number
  readonly replicas: number | null
}

class KafkaLog implements LogHalf {
  private readonly protocol: Protocol
  /** Every subscription has a connection of its own, so that its long polls hold up nobody else. */
  private readonly connect: () => Promise<Protocol>
  private readonly leaseMs: number
  private readonly replicas: number | null
  private readonly writer: Appender
  private readonly rounds: FetchRounds
  private readonly subscriptions = new Map<string, KafkaSubscription>()

  constructor(protocol: Protocol, connect: () => Promise<Protocol>, { leaseMs, replicas }: Limits) {
    this.protocol = protocol
    this.connect = connect
    this.leaseMs = leaseMs
    this.replicas = replicas
    this.writer = appender(protocol)
    this.rounds = new FetchRounds(protocol)
  }

  ensureTopics(specs: readonly TopicSpec[]): Promise<void> {
    return this.ask(() => ensureTopics(this.protocol, specs, this.replicas))
  }

  topics(): Promise<readonly Omit<TopicSpec, 'about'>[]> {
    return this.ask(() => topicsOf(this.protocol))
  }

  copies(): Promise<Copies> {
    return this.ask(async () => {
      await this.protocol.refresh()
      return copiesOn(await this.protocol.brokers(), this.replicas)
    })
  }

  differences(specs: readonly TopicSpec[]): Promise<readonly TopicDifference[]> {
    return this.ask(async () => {
      const present = await ownTopics(this.protocol)
      return differencesOf(
        this.protocol,
        specs.filter(({ name }) => present.has(name)),
      )
    })
  }

  async validate(messages: readonly NewMessage[]): Promise<void> {
    await this.ask(() => this.writer.validate(messages))
  }

  async append(messages: readonly NewMessage[]): Promise<readonly Position[]> {
    return this.writer.append(await this.placed(messages))
  }

  async subscribe(options: SubscribeOptions): Promise<Subscription> {
    const closed = (): void => void this.subscriptions.delete(nameOf(options))
    const own = await KafkaSubscription.open(await this.connect(), { ...options, sessionMs: this.leaseMs, closed })
    this.subscriptions.set(nameOf(options), own)
    return own
  }

  read(from: Position, options: PollOptions): Promise<readonly LogMessage[]> {
    return inCoreWords(() => readPartition({ protocol: this.protocol, rounds: this.rounds }, from, options))
  }

  ranges(topic: string): Promise<readonly PartitionRange[]> {
    return this.ask(() => rangesOf(this.protocol, topic))
  }

  committed(group: string, topic: string): Promise<readonly Position[]> {
    return this.ask(() => committedOf(this.protocol, group, topic))
  }

  retain(now: number): Promise<number> {
    return this.ask(() => retain(this.protocol, now))
  }

  async assertOwner(fence: Fence, positions: readonly Position[]): Promise<void> {
    await this.subscribed(fence).assertOwner(positions)
  }

  async commit(fence: Fence, positions: readonly Position[]): Promise<void> {
    await this.subscribed(fence).commit(positions)
  }

  async close(): Promise<void> {
    await within(CLOSE_WITHIN_MS, this.writer.close())
    this.rounds.close()
    await Promise.all([...this.subscriptions.values()].map((one) => one.close()))
    await this.protocol.close()
  }

  private ask<T>(question: () => Promise<T>): Promise<T> {
    return inCoreWords(() => persistently(this.protocol, GIVE_UP_AFTER_MS, question))
  }

  private placed(messages: readonly NewMessage[]): Promise<readonly Placed[]> {
    return this.ask(() => this.writer.placed(messages))
  }

  private subscribed(fence: Fence): KafkaSubscription {
    const found = this.subscriptions.get(nameOf(fence))
    if (found === undefined) throw new Malformed(`There is no subscription ${nameOf(fence)} here`, { ...fence })
    return found
  }
}
