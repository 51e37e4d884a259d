import { StaleMember } from '../../core/errors.ts'
import type { Fence, PollOptions, Position, SubscribeOptions, Subscription } from '../../core/log.ts'
import type { LogMessage } from '../../core/message.ts'
import { inCoreWords } from './failures.ts'
import { FetchRounds } from './fetch-rounds.ts'
import { GroupMember, type Membership } from './group-member.ts'
import { persistently } from './leaders.ts'
import type { Member, Partition, Protocol } from './protocol.ts'
import { messageOf } from './records.ts'
import { endsOf, keyOf, starts } from './starting-offsets.ts'

/** One partition while this member holds it. */
interface Held extends Partition {
  offset: number
  /** Where it was taken up: an older position would undo another member's progress. */
  readonly takenUpAt: number
  readonly ready: LogMessage[]
  fetching: { cancel(): void } | null
  /** What ended its reading; null while it is read. */
  failure: unknown
}

const GIVE_UP_AFTER_MS = 15_000

interface KafkaSubscribeOptions extends SubscribeOptions {
  readonly sessionMs: number
  /** Told once the member has left. */
  readonly closed: () => void
}

/** One member's reading. Fetching goes on between polls; the lease is renewed by polling alone. */
export class KafkaSubscription implements Subscription {
  readonly fence: Fence
  private readonly protocol: Protocol
  private readonly options: KafkaSubscribeOptions
  private readonly member: GroupMember
  private readonly rounds: FetchRounds
  private readonly held = new Map<string, Held>()
  private readonly fresh: ReadonlyMap<string, number> | null
  private share: Membership | null = null
  private arrived = Promise.withResolvers<void>()
  private closed = false
  private turn = 0

  private constructor(protocol: Protocol, options: KafkaSubscribeOptions, fresh: ReadonlyMap<string, number> | null) {
    this.protocol = protocol
    this.options = options
    this.fresh = fresh
    this.fence = { group: options.group, member: options.member }
    this.member = new GroupMember(protocol, options)
    this.rounds = new FetchRounds(protocol)
  }

  /** `from: 'end'` means the end at the time of the subscription, not when the group has at last divided the partitions. */
  static async open(protocol: Protocol, options: KafkaSubscribeOptions): Promise<KafkaSubscription> {
    try {
      return new KafkaSubscription(protocol, options, options.from === 'end' ? await endsOf(protocol, options.topics) : null)
    } catch (error) {
      await protocol.close()
      throw error
    }
  }

  async poll(options: PollOptions): Promise<readonly LogMessage[]> {
    return inCoreWords(() => this.next(options))
  }

  async commit(positions: readonly Position[]): Promise<void> {
    await inCoreWords(async () => {
      const current = await this.owner(positions)
      await persistently(this.protocol, GIVE_UP_AFTER_MS, () => this.protocol.commit(this.options.group, current, positions))
    })
  }

  /** @throws {StaleMember} when a position belongs to a partition this member does not hold any more */
  async assertOwner(positions: readonly Position[]): Promise<void> {
    await inCoreWords(() => this.owner(positions))
  }

  async seek(position: Position): Promise<void> {
    const one = this.held.get(keyOf(position))
    if (one === undefined) return
    one.fetching?.cancel()
    this.held.set(keyOf(position), {
      ...position,
      takenUpAt: Math.min(one.takenUpAt, position.offset),
      ready: [],
      fetching: null,
      failure: null,
    })
  }

  async assigned(): Promise<readonly Partition[]> {
    const isMember = await inCoreWords(async () => !this.closed && (await this.renew()))
    return isMember ? [...this.held.values()].map(({ topic, partition }) => ({ topic, partition })) : []
  }

  async close(): Promise<void> {
    if (this.closed) return
    this.closed = true
    this.arrived.resolve()
    this.rounds.close()
    await this.member.leave()
    await this.protocol.close()
    this.options.closed()
  }

  private async next({ max, waitMs, signal }: PollOptions): Promise<readonly LogMessage[]> {
    const deadline = performance.now() + waitMs
    while (!this.closed && signal?.aborted !== true) {
      const leftMs = deadline - performance.now()
      this.arrived = Promise.withResolvers()
      if (await this.renew()) {
        this.assertReadable()
        const found = this.take(max)
        if (found.length > 0) return found
        for (const one of this.held.values()) this.fetch(one)
      } else void this.member.settled().then(this.arrived.resolve)
      if (leftMs <= 0) return []
      await first(this.arrived.promise, Math.min(leftMs, this.options.sessionMs / 3), signal)
    }
    return []
  }

  private async owner(positions: readonly Position[]): Promise<Member> {
    const current = await persistently(this.protocol, GIVE_UP_AFTER_MS, () => this.member.assertCurrent())
    for (const position of positions) {
      const one = this.held.get(keyOf(position))
      if (one === undefined || position.offset < one.takenUpAt)
        throw new StaleMember(`${keyOf(position)} is held by another member of ${this.options.group}`, { ...position })
    }
    return current
  }

  private async renew(): Promise<boolean> {
    const share = await this.member.renew()
    if (share === null) return false
    await this.follow(share)
    return true
  }

  /** A partition that came is read from its commit, one that went is forgotten. Whoever was taken for dead, or has missed a generation, holds
   *  nothing from before: others may have gone on meanwhile. */
  private async follow(share: Membership): Promise<void> {
    if (share === this.share) return
    const { partitions, memberId, generation } = share
    const isNext = memberId === this.share?.memberId && generation === this.share.generation + 1
    const now = new Set(isNext ? partitions.map(keyOf) : [])
    for (const one of this.held.values()) if (!now.has(keyOf(one))) this.letGo(one)
    const taken = partitions.filter((one) => !this.held.has(keyOf(one)))
    for (const start of await starts(this.protocol, this.options.group, taken, this.fresh))
      this.held.set(keyOf(start), { ...start, takenUpAt: start.offset, ready: [], fetching: null, failure: null })
    this.share = share
  }

  /** @throws what ended the reading of a partition that is held; the poll after tries anew */
  private assertReadable(): void {
    for (const one of this.held.values()) {
      const { failure } = one
      one.failure = null
      if (failure !== null) throw failure
    }
  }

  /** What has arrived, each partition first in its turn. */
  private take(max: number): readonly LogMessage[] {
    const order = [...this.held.values()]
    this.turn = order.length === 0 ? 0 : (this.turn + 1) % order.length
    const found: LogMessage[] = []
    for (const one of [...order.slice(this.turn), ...order.slice(0, this.turn)]) {
      const own = one.ready.splice(0, max - found.length)
      one.offset = (own.at(-1)?.offset ?? one.offset - 1) + 1
      found.push(...own)
    }
    return found
  }

  private fetch(one: Held): void {
    if (one.ready.length > 0 || one.fetching !== null) return
    const asked = this.rounds.next(one)
    one.fetching = asked
    const ended = (take: () => void): void => {
      if (one.fetching !== asked) return
      one.fetching = null
      take()
      this.arrived.resolve()
    }
    void asked.done.then(
      ({ records, next }) =>
        ended(() => {
          one.ready.push(...records.map((record) => messageOf(one, record)))
          if (records.length === 0) one.offset = next
        }),
      (error: unknown) => ended(() => void (one.failure = error)),
    )
  }

  private letGo(one: Held): void {
    this.held.delete(keyOf(one))
    one.fetching?.cancel()
    one.fetching = null
  }
}

async function first(event: Promise<void>, withinMs: number, signal: AbortSignal | undefined): Promise<void> {
  const over = Promise.withResolvers<void>()
  const timer = setTimeout(over.resolve, withinMs)
  const abort = (): void => over.resolve()
  signal?.addEventListener('abort', abort, { once: true })
  try {
    await Promise.race([event, over.promise])
  } finally {
    clearTimeout(timer)
    // The signal lives as long as the process.
    signal?.removeEventListener('abort', abort)
  }
}
