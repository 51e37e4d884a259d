import { assign } from './assign.ts'
import { decodeAssignment, decodeSubscription, encodeAssignment, encodeSubscription } from './consumer-protocol.ts'
import { isPassing } from './failures.ts'
import { partitionCounts, persistently } from './leaders.ts'
import { within } from './time-limit.ts'
import { type Joined, KafkaFailure, type Member, type Partition, type Protocol } from './protocol.ts'

export interface MemberOptions {
  readonly group: string
  readonly topics: readonly string[]
  /** A member that is silent for this long loses its partitions. */
  readonly sessionMs: number
}

/** One division of the group's partitions, as this member was told. */
export interface Membership extends Member {
  readonly partitions: readonly Partition[]
}

const GIVE_UP_AFTER_MS = 15_000
/** A coordinator is away this long before it is told of. */
const OUTLAST_MS = 60_000
/** A coordinator that does not hear of it takes the member for gone a session later. */
const LEAVE_WITHIN_MS = 5000
/** Others wait this long for a member that is in the middle of a batch. */
const LEAST_REBALANCE_MS = 10_000

/** Membership of a consumer group that lives by being asked: whoever stops polling falls silent, and its partitions go to others. That is
 *  why there is no heartbeat in the background: a worker that hangs must not keep what it does not work on. */
export class GroupMember {
  private membership: Membership | null = null
  private memberId = ''
  /** When the coordinator last knew this member. */
  private heardAt = 0
  /** The others wait for this member to join anew. */
  private isAwaited = false
  private joining: Promise<void> | null = null
  private failure: unknown = null
  private readonly protocol: Protocol
  private readonly options: MemberOptions

  constructor(protocol: Protocol, options: MemberOptions) {
    this.protocol = protocol
    this.options = options
  }

  /** What is held now; null while the group divides its partitions anew. Renews the lease. @throws {KafkaFailure} */
  async renew(): Promise<Membership | null> {
    if (this.failure !== null) {
      const thrown = this.failure
      this.failure = null
      throw thrown
    }
    if (this.membership === null) this.begin()
    else if (this.isAwaited || performance.now() - this.heardAt > this.options.sessionMs / 3) await this.beat(this.membership)
    return this.membership
  }

  /** Resolves when a division that is under way is over. */
  async settled(): Promise<void> {
    await this.joining
  }

  /** Asks the coordinator whether this member's generation still holds. @throws {KafkaFailure} when it does not */
  async assertCurrent(): Promise<Member> {
    const { group } = this.options
    if (this.membership === null) throw new KafkaFailure('ILLEGAL_GENERATION', `the group ${group} divides its partitions anew`)
    const current = this.membership
    try {
      await this.protocol.heartbeat(group, current)
      this.heardAt = performance.now()
    } catch (error) {
      if (!(error instanceof KafkaFailure) || error.code !== 'REBALANCE_IN_PROGRESS') throw error
      // Until it joins again, at its next poll, a member may still store what it has done.
      this.isAwaited = true
    }
    return current
  }

  async leave(): Promise<void> {
    await within(LEAVE_WITHIN_MS, this.takeLeave())
  }

  private async takeLeave(): Promise<void> {
    await this.joining
    if (this.memberId !== '') await this.protocol.leave(this.options.group, this.memberId).catch(() => null)
  }

  private begin(): void {
    this.membership = null
    this.isAwaited = false
    this.joining ??= this.join()
  }

  private async join(): Promise<void> {
    try {
      this.membership = await persistently(this.protocol, GIVE_UP_AFTER_MS, () => this.joinOnce())
      this.heardAt = performance.now()
    } catch (error) {
      this.failure = error
    } finally {
      this.joining = null
    }
  }

  private async joinOnce(): Promise<Membership> {
    const { group, topics, sessionMs } = this.options
    const ask = { sessionMs, rebalanceMs: Math.max(sessionMs, LEAST_REBALANCE_MS), metadata: encodeSubscription(topics) }
    for (;;) {
      try {
        const joined = await this.protocol.join(group, { ...ask, memberId: this.memberId })
        this.memberId = joined.memberId
        const shares = joined.leaderId === this.memberId ? await divide(this.protocol, joined) : []
        const own = await this.protocol.sync(group, joined, shares)
        return { generation: joined.generation, memberId: this.memberId, partitions: decodeAssignment(own) }
      } catch (error) {
        if (!(error instanceof KafkaFailure)) throw error
        const again = JOIN_AGAIN[error.code]
        if (again === undefined) throw error
        if (again === 'with-new-id') this.memberId = error.memberId ?? ''
      }
    }
  }

  private async beat(member: Membership): Promise<void> {
    try {
      await this.protocol.heartbeat(this.options.group, member)
      this.heardAt = performance.now()
    } catch (error) {
      if (!(error instanceof KafkaFailure)) throw error
      if (isPassing(error)) return this.outlast(error)
      if (error.code !== 'REBALANCE_IN_PROGRESS') this.memberId = ''
      this.begin()
    }
  }

  /** A coordinator that comes back knows its members still: whoever left meanwhile would have to be missed first. @throws {KafkaFailure} */
  private async outlast(failure: KafkaFailure): Promise<void> {
    if (performance.now() - this.heardAt > OUTLAST_MS) throw failure
    await this.protocol.refresh().catch(() => null)
  }
}

/** What the coordinator's refusal means for the next try. */
const JOIN_AGAIN: Readonly<Record<string, 'as-before' | 'with-new-id'>> = {
  MEMBER_ID_REQUIRED: 'with-new-id',
  UNKNOWN_MEMBER_ID: 'with-new-id',
  ILLEGAL_GENERATION: 'with-new-id',
  REBALANCE_IN_PROGRESS: 'as-before',
}

/** The leader's task: everybody's share. */
async function divide(protocol: Protocol, { members }: Joined) {
  const wishes = members.map(({ memberId, metadata }) => ({ memberId, topics: decodeSubscription(metadata) }))
  const counts = await partitionCounts(
    protocol,
    wishes.flatMap((wish) => wish.topics),
  )
  return [...assign(wishes, (topic) => counts.get(topic) ?? 0)].map(([memberId, share]) => ({
    memberId,
    assignment: encodeAssignment(share),
  }))
}
