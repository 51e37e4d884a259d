import type { Fence, PollOptions, Position, SubscribeOptions, Subscription } from '../../core/log.ts'
import type { LogMessage } from '../../core/message.ts'
import type { Share } from './groups.ts'
import type { Line } from './line.ts'
import type { LogReader } from './log-reader.ts'
import { longPoll } from './long-poll.ts'
import { wireSettlement } from './protocol.ts'

const key = ({ topic, partition }: Share): string => `${topic}/${partition}`

/** One member's share of a group: partitions come from the writer, messages from this thread's reader. */
export class EmbeddedSubscription implements Subscription {
  readonly fence: Fence
  private readonly reader: LogReader
  private readonly line: Line
  private readonly options: SubscribeOptions
  private readonly positions = new Map<string, Position>()
  private closed = false
  private turn = 0

  constructor(reader: LogReader, line: Line, options: SubscribeOptions) {
    this.reader = reader
    this.line = line
    this.options = options
    this.fence = { group: options.group, member: options.member }
  }

  async poll(options: PollOptions): Promise<readonly LogMessage[]> {
    if (this.closed || options.signal?.aborted === true) return []
    await this.renew()
    return longPoll(this.line, this.options.topics, options, () => this.look(options.max))
  }

  async commit(positions: readonly Position[]): Promise<void> {
    await this.line.ask('settle', wireSettlement({ commit: { fence: this.fence, positions } }))
  }

  async seek(position: Position): Promise<void> {
    this.positions.set(key(position), position)
  }

  async assigned(): Promise<readonly Share[]> {
    return this.closed ? [] : this.renew()
  }

  async close(): Promise<void> {
    if (this.closed) return
    this.closed = true
    await this.line.ask('leave', this.fence)
  }

  /** A partition that came is read from its commit, one that went is forgotten. */
  private async renew(): Promise<readonly Share[]> {
    const shares = await this.line.ask('renew', { ...this.fence, topics: this.options.topics })
    const held = new Set(shares.map(key))
    for (const gone of [...this.positions.keys()].filter((one) => !held.has(one))) this.positions.delete(gone)
    for (const share of shares) if (!this.positions.has(key(share))) this.positions.set(key(share), this.startOf(share))
    return shares
  }

  private startOf({ topic, partition }: Share): Position {
    const committed = this.reader.committed(this.options.group, topic).find((one) => one.partition === partition)
    const { start, end } = this.reader.range(topic, partition)
    const fresh = this.options.from === 'end' ? end : start
    return { topic, partition, offset: Math.max(committed?.offset ?? fresh, start) }
  }

  /** Partitions take turns to be first, so that a full one does not starve the others. */
  private look(max: number): readonly LogMessage[] {
    const order = [...this.positions.values()]
    this.turn = order.length === 0 ? 0 : (this.turn + 1) % order.length
    const found: LogMessage[] = []
    for (const position of [...order.slice(this.turn), ...order.slice(0, this.turn)]) {
      if (found.length >= max) break
      const messages = this.reader.read(position, max - found.length)
      const last = messages.at(-1)
      if (last !== undefined) this.positions.set(key(position), { ...position, offset: last.offset + 1 })
      found.push(...messages)
    }
    return found
  }
}
