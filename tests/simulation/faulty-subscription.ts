import type { Fence, PollOptions, Position, SubscribeOptions, Subscription } from '../../core/log.ts'
import type { LogMessage } from '../../core/message.ts'
import { type MemoryGroup, placeOf, type Share } from './memory-group.ts'
import type { SimulatedProcess } from './simulated-process.ts'
import type { Servers } from './servers.ts'

interface Held {
  readonly share: Share
  readonly offset: number
}

interface Found {
  readonly held: ReadonlyMap<string, Held>
  readonly messages: readonly LogMessage[]
}

/** One member's reading, as the broker and the adapter give it: whatever part of whatever partitions has arrived. */
export class FaultySubscription implements Subscription {
  readonly fence: Fence
  private readonly servers: Servers
  private readonly from: SimulatedProcess
  private readonly group: MemoryGroup
  /** The broker's name for this subscription: subscribing again makes a new member. */
  private readonly session: string
  private held: ReadonlyMap<string, Held> = new Map()
  private closed = false

  constructor(servers: Servers, from: SimulatedProcess, { group, member, topics }: SubscribeOptions) {
    this.servers = servers
    this.from = from
    this.fence = { group, member }
    this.group = servers.log.group(group, topics)
    this.session = `${member}#${servers.nextSession()}`
  }

  async poll({ max, waitMs, signal }: PollOptions): Promise<readonly LogMessage[]> {
    const found = await this.look(max)
    if (found.length > 0 || waitMs === 0 || signal?.aborted === true) return found
    await this.servers.scheduler.sleep(this.from, this.servers.random.int(waitMs))
    return []
  }

  async commit(positions: readonly Position[]): Promise<void> {
    const shares = this.sharesOf(positions)
    await this.servers.network.request({
      from: this.from,
      name: `commit ${this.fence.group} ${positions.map((one) => `${placeOf(one)}=${one.offset}`).join()}`,
      dangers: ['refused', 'lost', 'unanswered'],
      apply: () => {
        this.group.assertHolds(this.session, shares)
        this.group.commit(positions, (one) => this.servers.log.messages(one).length)
      },
    })
  }

  /** @throws {StaleMember} as far as the broker knows; a moment later it may be another's */
  async assertOwner(positions: readonly Position[]): Promise<void> {
    const shares = this.sharesOf(positions)
    await this.servers.network.request({
      from: this.from,
      name: `assert owner ${this.fence.group}`,
      dangers: ['refused', 'lost'],
      apply: () => this.group.assertHolds(this.session, shares),
    })
  }

  async seek(position: Position): Promise<void> {
    const found = this.held.get(placeOf(position))
    if (found !== undefined) this.held = new Map(this.held).set(placeOf(position), { ...found, offset: position.offset })
  }

  async assigned(): Promise<readonly Share[]> {
    return [...this.held.values()].map((one) => one.share)
  }

  async close(): Promise<void> {
    if (this.closed) return
    this.closed = true
    const { network } = this.servers
    await network.request({ from: this.from, name: `leave ${this.fence.group}`, dangers: [], apply: () => this.group.leave(this.session) })
  }

  private async look(max: number): Promise<readonly LogMessage[]> {
    if (this.closed) return []
    const before = this.held
    const name = `poll ${this.fence.group}`
    const { held, messages } = await this.servers.network.request({
      from: this.from,
      name,
      dangers: ['refused', 'lost', 'unanswered'],
      apply: () => this.fetch(before, max),
    })
    this.held = held
    return messages
  }

  /** The broker's part. */
  private fetch(before: ReadonlyMap<string, Held>, max: number): Found {
    const { faults, clock, random, log } = this.servers
    const where = `${this.session} ${this.fence.group}`
    if (faults.strikes('rebalance', where)) this.group.deal()
    if (faults.strikes('redelivery', where)) this.group.startOver(this.session)
    const held = new Map<string, Held>()
    for (const share of this.group.renew(this.session, clock.now)) {
      const known = before.get(placeOf(share))
      held.set(placeOf(share), known?.share.epoch === share.epoch ? known : { share, offset: share.offset })
    }
    const found: LogMessage[] = []
    for (const [place, one] of shuffled([...held], random.int)) {
      const ready = log.messages(one.share).slice(one.offset, one.offset + max - found.length)
      const some = ready.slice(0, ready.length === 0 ? 0 : 1 + random.int(ready.length))
      held.set(place, { ...one, offset: one.offset + some.length })
      found.push(...some)
    }
    return { held, messages: found }
  }

  private sharesOf(positions: readonly Position[]): readonly (Share | undefined)[] {
    return positions.map((one) => this.held.get(placeOf(one))?.share)
  }
}

function shuffled<T>(list: T[], int: (below: number) => number): T[] {
  for (let last = list.length - 1; last > 0; last -= 1) {
    const other = int(last + 1)
    ;[list[last], list[other]] = [list[other]!, list[last]!]
  }
  return list
}
