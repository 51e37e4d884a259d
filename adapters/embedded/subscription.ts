import type { PollOptions, Position, SubscribeOptions, Subscription } from '../../core/log.ts'
import type { LogMessage } from '../../core/message.ts'
import type { Share } from './groups.ts'
import type { Line } from './line.ts'
import type { LogReader } from './log-reader.ts'
import { longPoll } from './long-poll.ts'

const key = ({ topic, partition }: Share): string => `${topic}/${partition}`

/** One member's share of a group: partitions come from the writer, messages from this thread's reader. */
export function subscription(reader: LogReader, line: Line, options: SubscribeOptions): Subscription {
  const fence = { group: options.group, member: options.member }
  const positions = new Map<string, Position>()
  let closed = false
  let turn = 0

  const startOf = ({ topic, partition }: Share): Position => {
    const committed = reader.committed(options.group, topic).find((one) => one.partition === partition)
    const { start, end } = reader.range(topic, partition)
    const fresh = options.from === 'end' ? end : start
    return { topic, partition, offset: Math.max(committed?.offset ?? fresh, start) }
  }
  /** A partition that came is read from its commit, one that went is forgotten. */
  const renew = async (): Promise<readonly Share[]> => {
    const shares = await line.ask('renew', { ...fence, topics: options.topics })
    const held = new Set(shares.map(key))
    for (const gone of [...positions.keys()].filter((one) => !held.has(one))) positions.delete(gone)
    for (const share of shares) if (!positions.has(key(share))) positions.set(key(share), startOf(share))
    return shares
  }
  /** Partitions take turns to be first, so that a full one does not starve the others. */
  const look = (max: number): readonly LogMessage[] => {
    const order = [...positions.values()]
    turn = order.length === 0 ? 0 : (turn + 1) % order.length
    const found: LogMessage[] = []
    for (const position of [...order.slice(turn), ...order.slice(0, turn)]) {
      if (found.length >= max) break
      const messages = reader.read(position, max - found.length)
      const last = messages.at(-1)
      if (last !== undefined) positions.set(key(position), { ...position, offset: last.offset + 1 })
      found.push(...messages)
    }
    return found
  }

  return {
    fence,
    async poll(poll: PollOptions) {
      if (closed || poll.signal?.aborted === true) return []
      await renew()
      return longPoll(line, options.topics, poll, () => look(poll.max))
    },
    async commit(next) {
      await line.ask('settle', { writes: [], commit: { fence, positions: next } })
    },
    async seek(position) {
      positions.set(key(position), position)
    },
    assigned: async () => (closed ? [] : renew()),
    async close() {
      if (closed) return
      closed = true
      await line.ask('leave', fence)
    },
  }
}
