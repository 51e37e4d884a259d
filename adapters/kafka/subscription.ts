import { StaleMember } from '../../core/errors.ts'
import type { PollOptions, Position, SubscribeOptions, Subscription } from '../../core/log.ts'
import type { LogMessage } from '../../core/message.ts'
import { asPipelineError, inCoreWords } from './failures.ts'
import { fetchRounds } from './fetch-rounds.ts'
import { type GroupMember, groupMember } from './group-member.ts'
import { byLeader, persistently } from './leaders.ts'
import type { Offset, Partition, Protocol } from './protocol.ts'
import { messageOf } from './records.ts'

export interface KafkaSubscription extends Subscription {
  /** @throws {StaleMember} when a position belongs to a partition this member does not hold any more */
  assertOwner(positions: readonly Position[]): Promise<void>
}

/** One partition while this member holds it. */
interface Held extends Partition {
  offset: number
  /** Where it was taken up: an older position would undo another member's progress. */
  readonly takenUpAt: number
  readonly ready: LogMessage[]
  fetching: { cancel(): void } | null
}

const keyOf = ({ topic, partition }: Partition): string => `${topic}/${partition}`
const GIVE_UP_AFTER_MS = 15_000

export async function subscription(
  protocol: Protocol,
  options: SubscribeOptions & { readonly sessionMs: number },
): Promise<KafkaSubscription> {
  const member: GroupMember = groupMember(protocol, options)
  const rounds = fetchRounds(protocol)
  const held = new Map<string, Held>()
  /** `end` means the end at the time of the subscription, not when the group has at last divided the partitions. */
  const fresh = options.from === 'end' ? await endsOf(protocol, options.topics, 'end') : null
  let share: readonly Partition[] = []
  let arrived = Promise.withResolvers<void>()
  let closed = false
  let turn = 0

  const take = (max: number): readonly LogMessage[] => {
    const order = [...held.values()]
    turn = order.length === 0 ? 0 : (turn + 1) % order.length
    const found: LogMessage[] = []
    for (const one of [...order.slice(turn), ...order.slice(0, turn)]) {
      const own = one.ready.splice(0, max - found.length)
      one.offset = (own.at(-1)?.offset ?? one.offset - 1) + 1
      found.push(...own)
    }
    return found
  }
  const fetch = (one: Held): void => {
    if (one.ready.length > 0 || one.fetching !== null) return
    const asked = rounds.next(one)
    one.fetching = asked
    void asked.done.then(({ records, next }) => {
      if (one.fetching !== asked) return
      one.fetching = null
      one.ready.push(...records.map((record) => messageOf(one, record)))
      if (records.length === 0) one.offset = next
      arrived.resolve()
    })
  }
  const letGo = (one: Held): void => {
    held.delete(keyOf(one))
    one.fetching?.cancel()
    one.fetching = null
  }
  /** A partition that came is read from its commit, one that went is forgotten. */
  const follow = async (partitions: readonly Partition[]): Promise<void> => {
    if (partitions === share) return
    const now = new Set(partitions.map(keyOf))
    for (const one of [...held.values()]) if (!now.has(keyOf(one))) letGo(one)
    const taken = await starts(
      protocol,
      options.group,
      partitions.filter((one) => !held.has(keyOf(one))),
      fresh,
    )
    for (const start of taken) held.set(keyOf(start), { ...start, takenUpAt: start.offset, ready: [], fetching: null })
    share = partitions
  }
  const renew = async (): Promise<boolean> => {
    const partitions = await member.renew()
    if (partitions === null) return false
    await follow(partitions)
    return true
  }
  const assertOwner = async (positions: readonly Position[]): Promise<void> => {
    const current = await member.assertCurrent()
    void current
    for (const position of positions) {
      const one = held.get(keyOf(position))
      if (one === undefined || position.offset < one.takenUpAt)
        throw new StaleMember(`${keyOf(position)} is held by another member of ${options.group}`, { ...position })
    }
  }

  return {
    fence: { group: options.group, member: options.member },
    assertOwner: (positions) => inCoreWords(() => assertOwner(positions)),
    poll: ({ max, waitMs, signal }: PollOptions) =>
      inCoreWords(async () => {
        const deadline = performance.now() + waitMs
        while (!closed && signal?.aborted !== true) {
          const leftMs = deadline - performance.now()
          arrived = Promise.withResolvers()
          if (await renew()) {
            const found = take(max)
            if (found.length > 0) return found
            for (const one of held.values()) fetch(one)
          } else void member.settled().then(arrived.resolve)
          if (leftMs <= 0) return []
          await first(arrived.promise, Math.min(leftMs, options.sessionMs / 3), signal)
        }
        return []
      }),
    commit: (positions) =>
      inCoreWords(async () => {
        await assertOwner(positions)
        const current = await member.assertCurrent()
        await persistently(protocol, GIVE_UP_AFTER_MS, () => protocol.commit(options.group, current, positions))
      }),
    async seek(position) {
      const one = held.get(keyOf(position))
      if (one === undefined) return
      one.fetching?.cancel()
      held.set(keyOf(position), { ...position, takenUpAt: Math.min(one.takenUpAt, position.offset), ready: [], fetching: null })
    },
    assigned: () =>
      inCoreWords(async () => (!closed && (await renew()) ? [...held.values()].map(({ topic, partition }) => ({ topic, partition })) : [])),
    async close() {
      if (closed) return
      closed = true
      arrived.resolve()
      rounds.close()
      await member.leave()
      await protocol.close()
    },
  }
}

/** Where reading begins: after the group's commit, else at the start or at the remembered end, and never before the oldest kept message. */
async function starts(
  protocol: Protocol,
  group: string,
  partitions: readonly Partition[],
  ends: ReadonlyMap<string, number> | null,
): Promise<readonly Offset[]> {
  if (partitions.length === 0) return []
  return persistently(protocol, GIVE_UP_AFTER_MS, async () => {
    const committed = new Map((await protocol.committed(group, partitions)).map((one) => [keyOf(one), one.offset]))
    const first = new Map((await offsetsOf(protocol, partitions, 'start')).map((one) => [keyOf(one), one.offset]))
    return partitions.map(({ topic, partition }) => {
      const oldest = first.get(keyOf({ topic, partition })) ?? 0
      const start = committed.get(keyOf({ topic, partition })) ?? ends?.get(keyOf({ topic, partition })) ?? oldest
      return { topic, partition, offset: Math.max(start, oldest) }
    })
  })
}

export async function offsetsOf(
  protocol: Protocol,
  partitions: readonly Partition[],
  at: 'start' | 'end' | number,
): Promise<readonly Offset[]> {
  const leaders = await byLeader(protocol, partitions)
  return (await Promise.all([...leaders].map(([leader, own]) => protocol.offsets(leader, own, at)))).flat()
}

async function endsOf(protocol: Protocol, topics: readonly string[], at: 'end'): Promise<ReadonlyMap<string, number>> {
  const leaders = await protocol.leaders()
  const partitions = topics.flatMap((topic) => (leaders.get(topic) ?? []).map((_, partition) => ({ topic, partition })))
  const found = await persistently(protocol, GIVE_UP_AFTER_MS, () => offsetsOf(protocol, partitions, at)).catch((error: unknown) => {
    throw asPipelineError(error)
  })
  return new Map(found.map((one) => [keyOf(one), one.offset]))
}

async function first(event: Promise<void>, withinMs: number, signal: AbortSignal | undefined): Promise<void> {
  const over = Promise.withResolvers<void>()
  const timer = setTimeout(over.resolve, withinMs)
  signal?.addEventListener('abort', () => over.resolve(), { once: true })
  try {
    await Promise.race([event, over.promise])
  } finally {
    clearTimeout(timer)
  }
}
