import type { Partition, Protocol } from './protocol.ts'

/** The same protocol with a prefix before every topic and group, so that several installations share one cluster without seeing each other. */
export function prefixed(protocol: Protocol, prefix: string): Protocol {
  if (prefix === '') return protocol
  const outside = <P extends Partition>(item: P): P => ({ ...item, topic: prefix + item.topic })
  const inside = <P extends Partition>(item: P): P => ({ ...item, topic: item.topic.slice(prefix.length) })
  const own = <V>(map: ReadonlyMap<string, V>): ReadonlyMap<string, V> =>
    new Map([...map].flatMap(([name, value]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), value] as const] : [])))
  return {
    brokers: () => protocol.brokers(),
    leaders: async () => own(await protocol.leaders()),
    produce: async (leader, batches) => (await protocol.produce(leader, batches.map(outside))).map(inside),
    fetch: async (leader, from, maxWaitMs) => (await protocol.fetch(leader, from.map(outside), maxWaitMs)).map(inside),
    offsets: async (leader, partitions, at) => (await protocol.offsets(leader, partitions.map(outside), at)).map(inside),
    join: (group, ask) => protocol.join(prefix + group, ask),
    sync: (group, member, assignments) => protocol.sync(prefix + group, member, assignments),
    heartbeat: (group, member) => protocol.heartbeat(prefix + group, member),
    leave: (group, memberId) => protocol.leave(prefix + group, memberId),
    commit: (group, member, offsets) => protocol.commit(prefix + group, member, offsets.map(outside)),
    committed: async (group, partitions) => (await protocol.committed(prefix + group, partitions.map(outside))).map(inside),
    createTopics: (topics) => protocol.createTopics(topics.map((topic) => ({ ...topic, name: prefix + topic.name }))),
    settings: async (topics, names) =>
      own(
        await protocol.settings(
          topics.map((topic) => prefix + topic),
          names,
        ),
      ),
    deleteBefore: (leader, offsets) => protocol.deleteBefore(leader, offsets.map(outside)),
    refresh: () => protocol.refresh(),
    close: () => protocol.close(),
  }
}
