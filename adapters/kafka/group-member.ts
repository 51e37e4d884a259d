import { assign } from './assign.ts'
import { decodeAssignment, decodeSubscription, encodeAssignment, encodeSubscription } from './consumer-protocol.ts'
import { isPassing } from './failures.ts'
import { partitionCounts, persistently } from './leaders.ts'
import { type Joined, KafkaFailure, type Member, type Partition, type Protocol } from './protocol.ts'

export interface GroupMember {
  /** The partitions held now; null while the group divides them anew. Renews the lease. @throws {KafkaFailure} */
  renew(): Promise<readonly Partition[] | null>
  /** Resolves when a division that is under way is over. */
  settled(): Promise<void>
  /** Asks the coordinator whether this member's generation still holds. @throws {KafkaFailure} when it does not */
  assertCurrent(): Promise<Member>
  leave(): Promise<void>
}

export interface MemberOptions {
  readonly group: string
  readonly topics: readonly string[]
  /** A member that is silent for this long loses its partitions. */
  readonly sessionMs: number
}

interface Membership extends Member {
  readonly partitions: readonly Partition[]
}

const GIVE_UP_AFTER_MS = 15_000
/** Others wait this long for a member that is in the middle of a batch. */
const LEAST_REBALANCE_MS = 10_000

/** Membership of a consumer group that lives by being asked: whoever stops polling falls silent, and its partitions go to others. That is
 *  why there is no heartbeat in the background: a worker that hangs must not keep what it does not work on. */
export function groupMember(protocol: Protocol, { group, topics, sessionMs }: MemberOptions): GroupMember {
  let membership: Membership | null = null
  let memberId = ''
  let beatAt = 0
  let joining: Promise<void> | null = null
  let failure: unknown = null

  const join = async (): Promise<void> => {
    try {
      membership = await persistently(protocol, GIVE_UP_AFTER_MS, () => joinOnce())
      beatAt = performance.now()
    } catch (error) {
      failure = error
    } finally {
      joining = null
    }
  }
  const joinOnce = async (): Promise<Membership> => {
    for (;;) {
      try {
        const ask = { sessionMs, rebalanceMs: Math.max(sessionMs, LEAST_REBALANCE_MS), metadata: encodeSubscription(topics) }
        const joined = await protocol.join(group, { ...ask, memberId })
        memberId = joined.memberId
        const own = await protocol.sync(group, joined, joined.leaderId === memberId ? await divide(protocol, joined) : [])
        return { generation: joined.generation, memberId, partitions: decodeAssignment(own) }
      } catch (error) {
        if (!(error instanceof KafkaFailure)) throw error
        const again = JOIN_AGAIN[error.code]
        if (again === undefined) throw error
        memberId = again === 'with-new-id' ? (error.memberId ?? '') : memberId
      }
    }
  }
  const begin = (): void => {
    membership = null
    joining ??= join()
  }
  const beat = async (member: Membership): Promise<void> => {
    try {
      await protocol.heartbeat(group, member)
      beatAt = performance.now()
    } catch (error) {
      if (!(error instanceof KafkaFailure) || isPassing(error)) throw error
      if (error.code !== 'REBALANCE_IN_PROGRESS') memberId = ''
      begin()
    }
  }

  return {
    async renew() {
      if (failure !== null) {
        const thrown = failure
        failure = null
        throw thrown
      }
      if (membership === null) begin()
      else if (performance.now() - beatAt > sessionMs / 3) await beat(membership)
      return membership?.partitions ?? null
    },
    settled: async () => void (await joining),
    async assertCurrent() {
      if (membership === null) throw new KafkaFailure('ILLEGAL_GENERATION', `the group ${group} divides its partitions anew`)
      const current = membership
      await protocol.heartbeat(group, current).catch((error: unknown) => {
        // Until it joins again, a member may still store what it has done.
        if (!(error instanceof KafkaFailure) || error.code !== 'REBALANCE_IN_PROGRESS') throw error
      })
      beatAt = performance.now()
      return current
    },
    async leave() {
      await joining
      if (memberId !== '') await protocol.leave(group, memberId).catch(() => null)
    },
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
