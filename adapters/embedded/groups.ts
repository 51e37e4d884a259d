import { StaleMember } from '../../core/errors.ts'
import type { Position } from '../../core/log.ts'
import type { Instant } from '../../core/time.ts'

export interface Share {
  readonly topic: string
  readonly partition: number
}

interface Member {
  readonly topics: readonly string[]
  leaseUntil: Instant
}

interface Group {
  readonly members: Map<string, Member>
  /** Members whose lease ran out, until they come back or leave. */
  readonly forgotten: Set<string>
  /** `topic/partition` → member. */
  owners: Map<string, string>
}

const place = ({ topic, partition }: Share): string => `${topic}/${partition}`

/** Who holds which partition. Lives in the writer: it is the only process on the folder, so a restart leaves no member behind. */
export interface Groups {
  /** Joins or renews, and returns the member's partitions. A member that came back after its lease joins anew, and is told once that it has
   *  nothing: what it held may have gone on without it. */
  renew(group: string, member: string, topics: readonly string[]): readonly Share[]
  leave(group: string, member: string): void
  /** Renews too: whoever has done its work is alive. @throws {StaleMember} unless the member holds every partition now */
  assertOwner(group: string, member: string, positions: readonly Position[]): void
}

export function groups(options: {
  readonly leaseMs: number
  readonly now: () => Instant
  readonly partitionsOf: (topic: string) => number
}): Groups {
  const all = new Map<string, Group>()
  const of = (name: string): Group => {
    const found = all.get(name) ?? { members: new Map(), owners: new Map(), forgotten: new Set() }
    all.set(name, found)
    return found
  }
  const expire = (group: Group): boolean => {
    const gone = [...group.members].filter(([, member]) => member.leaseUntil <= options.now())
    for (const [id] of gone) {
      group.members.delete(id)
      group.forgotten.add(id)
    }
    return gone.length > 0
  }
  return {
    renew(name, id, topics) {
      const group = of(name)
      const expired = expire(group)
      const leaseUntil = options.now() + options.leaseMs
      const known = group.members.get(id)
      if (known === undefined) group.members.set(id, { topics, leaseUntil })
      else known.leaseUntil = leaseUntil
      if (expired || known === undefined) group.owners = shareOut(group, options.partitionsOf)
      if (group.forgotten.delete(id)) return []
      return [...group.owners].filter(([, owner]) => owner === id).map(([key]) => parsePlace(key))
    },
    leave(name, id) {
      const group = of(name)
      group.forgotten.delete(id)
      if (group.members.delete(id)) group.owners = shareOut(group, options.partitionsOf)
    },
    assertOwner(name, id, positions) {
      const group = of(name)
      if (expire(group)) group.owners = shareOut(group, options.partitionsOf)
      const lost = positions.filter((position) => group.owners.get(place(position)) !== id)
      if (lost.length > 0) throw new StaleMember(`Member ${id} of group ${name} no longer holds ${lost.map(place).join(', ')}`)
      const member = group.members.get(id)
      if (member !== undefined) member.leaseUntil = options.now() + options.leaseMs
    },
  }
}

/** Keeps what a living member holds up to its fair share, gives the rest to those with least. */
function shareOut(group: Group, partitionsOf: (topic: string) => number): Map<string, string> {
  const owners = new Map<string, string>()
  const topics = new Set([...group.members.values()].flatMap((member) => member.topics))
  for (const topic of topics) {
    const interested = [...group.members].filter(([, member]) => member.topics.includes(topic)).map(([id]) => id)
    const count = partitionsOf(topic)
    const fair = Math.ceil(count / interested.length)
    const load = new Map(interested.map((id) => [id, 0]))
    const take = (key: string, id: string): void => {
      owners.set(key, id)
      load.set(id, (load.get(id) ?? 0) + 1)
    }
    const open: string[] = []
    for (let partition = 0; partition < count; partition += 1) {
      const key = place({ topic, partition })
      const holder = group.owners.get(key)
      if (holder !== undefined && (load.get(holder) ?? fair) < fair) take(key, holder)
      else open.push(key)
    }
    for (const key of open) take(key, leastLoaded(load))
  }
  return owners
}

const leastLoaded = (load: ReadonlyMap<string, number>): string => [...load].reduce((least, one) => (one[1] < least[1] ? one : least))[0]

const parsePlace = (key: string): Share => {
  const slash = key.lastIndexOf('/')
  return { topic: key.slice(0, slash), partition: Number(key.slice(slash + 1)) }
}
