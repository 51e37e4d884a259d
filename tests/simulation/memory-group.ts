import { StaleMember } from '../../core/errors.ts'
import type { Position } from '../../core/log.ts'
import type { Instant } from '../../core/time.ts'
import type { Random } from './random.ts'

export interface Partition {
  readonly topic: string
  readonly partition: number
}

/** A partition in a member's hands. Dealt anew, even to the same member, it has a new epoch, and what was begun under the old one is stale. */
export interface Share extends Partition {
  readonly epoch: number
  /** The group's commit when it was dealt. */
  readonly offset: number
}

interface Holding extends Share {
  readonly member: string
}

export const placeOf = ({ topic, partition }: Partition): string => `${topic}/${partition}`

/** One consumer group at the broker: who is in it, who holds what, how far it has come. */
export class MemoryGroup {
  readonly committed = new Map<string, Position>()
  /** Told when a commit goes back or beyond the end. */
  readonly wrongCommit: (what: string) => void
  private readonly heard = new Map<string, Instant>()
  private readonly held = new Map<string, Holding>()
  private readonly partitions: readonly Partition[]
  private readonly leaseMs: number
  private readonly random: Random
  private epoch = 0

  constructor(partitions: readonly Partition[], leaseMs: number, random: Random, wrongCommit: (what: string) => void) {
    this.partitions = partitions
    this.leaseMs = leaseMs
    this.random = random
    this.wrongCommit = wrongCommit
  }

  /** A sign of life; what the member holds now. */
  renew(member: string, now: Instant): readonly Share[] {
    const silent = [...this.heard].filter(([name, at]) => name !== member && now - at > this.leaseMs).map(([name]) => name)
    for (const name of silent) this.heard.delete(name)
    const isNew = !this.heard.has(member)
    this.heard.set(member, now)
    if (isNew || silent.length > 0) this.deal()
    return [...this.held.values()].filter((one) => one.member === member)
  }

  leave(member: string): void {
    if (this.heard.delete(member)) this.deal()
  }

  /** Everybody was there all along: time that passed in quiet ends no lease. */
  prolong(ms: number): void {
    for (const [member, at] of this.heard) this.heard.set(member, at + ms)
  }

  /** Deals every partition, some to whom they belonged. */
  deal(): void {
    const members = [...this.heard.keys()]
    for (const one of this.partitions) {
      const before = this.held.get(placeOf(one))
      const stays = before !== undefined && this.heard.has(before.member) && this.random.chance(0.5)
      if (!stays) this.give(one, members)
    }
  }

  /** The member begins again from the commit. */
  startOver(member: string): void {
    for (const one of this.partitions) if (this.held.get(placeOf(one))?.member === member) this.give(one, [member])
  }

  /** @throws {StaleMember} */
  assertHolds(member: string, shares: readonly (Share | undefined)[]): void {
    for (const share of shares) {
      const holding = share === undefined ? undefined : this.held.get(placeOf(share))
      if (share === undefined || holding?.member !== member || holding.epoch !== share.epoch)
        throw new StaleMember(`${share === undefined ? 'A partition' : placeOf(share)} is held by another member`, { member })
    }
  }

  commit(positions: readonly Position[], endOf: (partition: Partition) => number): void {
    for (const position of positions) {
      const before = this.committed.get(placeOf(position))?.offset ?? 0
      if (position.offset < before) this.wrongCommit(`${placeOf(position)} went back from ${before} to ${position.offset}`)
      if (position.offset > endOf(position)) this.wrongCommit(`${placeOf(position)} was committed beyond its end at ${position.offset}`)
      this.committed.set(placeOf(position), position)
    }
  }

  private give(one: Partition, members: readonly string[]): void {
    this.epoch += 1
    if (members.length === 0) this.held.delete(placeOf(one))
    else {
      const offset = this.committed.get(placeOf(one))?.offset ?? 0
      this.held.set(placeOf(one), { ...one, member: this.random.pick(members), epoch: this.epoch, offset })
    }
  }
}
