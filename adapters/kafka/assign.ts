import type { Partition } from './protocol.ts'

/** Who wants which topics. */
export interface Wish {
  readonly memberId: string
  readonly topics: readonly string[]
}

/** Partitions in turn to the members that want their topic: shares differ by one at most. Every leader of the group finds the same. */
export function assign(wishes: readonly Wish[], partitionsOf: (topic: string) => number): ReadonlyMap<string, readonly Partition[]> {
  const shares = new Map<string, Partition[]>(wishes.map(({ memberId }) => [memberId, []]))
  const topics = [...new Set(wishes.flatMap((wish) => wish.topics))].toSorted()
  let turn = 0
  for (const topic of topics) {
    const members = wishes
      .filter((wish) => wish.topics.includes(topic))
      .map((wish) => wish.memberId)
      .toSorted()
    for (let partition = 0; partition < partitionsOf(topic); partition += 1) {
      shares.get(members[turn % members.length] ?? '')?.push({ topic, partition })
      turn += 1
    }
  }
  return shares
}
