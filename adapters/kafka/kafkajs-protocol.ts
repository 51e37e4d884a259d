import Cluster, { type Broker } from 'kafkajs/src/cluster/index.js'
import { Coordinators } from './coordinators.ts'
import { byTopic, leadersOf, offsetsOf, settingsOf, storedRecords } from './kafkajs-answers.ts'
import { registerCodecs } from './kafkajs-codecs.ts'
import { nameUndecodable } from './kafkajs-fetched.ts'
import { connection, REQUEST_TIMEOUT_MS } from './kafkajs-connection.ts'
import { named, unlessThere } from './kafkajs-failures.ts'
import { everyBroker, limited } from './kafkajs-limits.ts'
import { takePartialMetadata } from './kafkajs-metadata.ts'
import { takePartialProduced } from './kafkajs-produced.ts'
import { reconnectClean } from './kafkajs-reconnect.ts'
import { setTimersForWaitingRequests } from './kafkajs-timers.ts'
import { assertNewEnough, TELLING_KEY } from './needed-release.ts'
import {
  type Batch,
  type Fetched,
  type JoinAsk,
  type Joined,
  KafkaFailure,
  type Member,
  type NewTopic,
  type Offset,
  type OpenProtocol,
  type Partition,
  type Protocol,
  type Share,
  type Start,
  type Written,
} from './protocol.ts'
import { within } from './time-limit.ts'

const FETCH_BYTES = 4 * 2 ** 20
const READ_COMMITTED = 1
const ASSIGNER = 'otklik'
const TOPIC_RESOURCE = 2
/** `disconnect` was seen to hang while the broker was down. */
const CLOSE_WITHIN_MS = 5000

/** kafkajs itself waits five seconds longer than the slowest member may take. */
const JOIN_SLACK_MS = 7000

const LIST_OFFSETS_AT = { start: -2, end: -1 } as const

/** kafkajs's connections and codecs without its producer and consumer, whose faults are listed in docs/decisions/0006-kafka-clients.md. */
export const openKafkajs: OpenProtocol = async (access) => {
  registerCodecs()
  nameUndecodable()
  takePartialMetadata()
  takePartialProduced()
  setTimersForWaitingRequests()
  reconnectClean()
  const cluster = new Cluster(connection(access))
  const open = () =>
    limited(
      () => everyBroker(cluster),
      () => connected(cluster),
    )
  try {
    await named(open)
  } catch (error) {
    // What is left open would keep the process alive.
    await within(CLOSE_WITHIN_MS, cluster.disconnect())
    throw error
  }
  return new KafkajsProtocol(cluster)
}

async function connected(cluster: Cluster): Promise<void> {
  await cluster.connect()
  const { versions = null, brokerAddress = '' } = cluster.brokerPool.seedBroker ?? {}
  // kafkajs counts a broker that took the connection and said nothing as connected: that one is silent, not old.
  if (versions === null) throw new KafkaFailure('CONNECTION', `the broker at ${brokerAddress} does not say what it understands`)
  assertNewEnough(brokerAddress, versions[TELLING_KEY]?.maxVersion)
  await cluster.refreshMetadata()
}

class KafkajsProtocol implements Protocol {
  private readonly cluster: Cluster
  private readonly coordinators: Coordinators<Broker>
  private closed = false

  constructor(cluster: Cluster) {
    this.cluster = cluster
    this.coordinators = new Coordinators((groupId) => this.anywhere(() => cluster.findGroupCoordinator({ groupId })))
  }

  async leaders(): Promise<ReadonlyMap<string, readonly number[]>> {
    const topics = (this.cluster.brokerPool.metadata?.topicMetadata ?? []).filter((topic) => topic.isInternal !== true)
    return new Map(topics.map(({ topic, partitionMetadata }) => [topic, leadersOf(partitionMetadata)]))
  }

  async brokers(): Promise<number> {
    return this.cluster.brokerPool.metadata?.brokers.length ?? 0
  }

  produce(leader: number, batches: readonly Batch[]): Promise<readonly Written[]> {
    return this.at(leader, async (broker) => {
      const topicData = byTopic(batches, ({ partition, records }) => ({ partition, firstSequence: 0, messages: records }))
      const { topics } = await broker.produce({ acks: -1, timeout: REQUEST_TIMEOUT_MS, topicData })
      return topics.flatMap(({ topicName, partitions }) =>
        partitions.map(({ partition, baseOffset }) => ({ topic: topicName, partition, baseOffset: Number(baseOffset) })),
      )
    })
  }

  fetch(leader: number, from: readonly Start[], maxWaitMs: number): Promise<readonly Fetched[]> {
    return this.at(leader, async (broker) => {
      const topics = byTopic(from, ({ partition, offset, maxBytes }) => ({ partition, fetchOffset: String(offset), maxBytes }))
      const limits = { maxWaitTime: maxWaitMs, minBytes: 1, maxBytes: FETCH_BYTES, isolationLevel: READ_COMMITTED }
      const { responses } = await broker.fetch({ ...limits, topics })
      return responses.flatMap(({ topicName, partitions }) =>
        partitions.map((one) => ({ topic: topicName, partition: one.partition, records: storedRecords(one) })),
      )
    })
  }

  offsets(leader: number, partitions: readonly Partition[], when: 'start' | 'end' | number): Promise<readonly Offset[]> {
    return this.at(leader, async (broker) => {
      const timestamp = typeof when === 'number' ? when : LIST_OFFSETS_AT[when]
      const topics = byTopic(partitions, ({ partition }) => ({ partition, timestamp }))
      return offsetsOf((await broker.listOffsets({ isolationLevel: READ_COMMITTED, topics })).responses)
    })
  }

  join(groupId: string, { memberId, sessionMs, rebalanceMs, metadata }: JoinAsk): Promise<Joined> {
    const ask = async (broker: Broker): Promise<Joined> => {
      const groupProtocols = [{ name: ASSIGNER, metadata }]
      const limits = { sessionTimeout: sessionMs, rebalanceTimeout: rebalanceMs }
      const joined = await broker.joinGroup({ groupId, memberId, ...limits, groupProtocols })
      const members = joined.members.map((one) => ({ memberId: one.memberId, metadata: one.memberMetadata }))
      return { generation: joined.generationId, memberId: joined.memberId, leaderId: joined.leaderId, members }
    }
    return this.coordinated(groupId, ask, rebalanceMs + JOIN_SLACK_MS)
  }

  sync(groupId: string, { generation, memberId }: Member, shares: readonly Share[]): Promise<Buffer> {
    return this.coordinated(groupId, async (broker) => {
      const groupAssignment = shares.map((one) => ({ memberId: one.memberId, memberAssignment: one.assignment }))
      return (await broker.syncGroup({ groupId, generationId: generation, memberId, groupAssignment })).memberAssignment
    })
  }

  heartbeat(groupId: string, { generation, memberId }: Member): Promise<void> {
    return this.coordinated(groupId, async (broker) => void (await broker.heartbeat({ groupId, groupGenerationId: generation, memberId })))
  }

  leave(groupId: string, memberId: string): Promise<void> {
    return this.coordinated(groupId, async (broker) => void (await broker.leaveGroup({ groupId, memberId })))
  }

  commit(groupId: string, { generation, memberId }: Member, offsets: readonly Offset[]): Promise<void> {
    return this.coordinated(groupId, async (broker) => {
      const topics = byTopic(offsets, ({ partition, offset }) => ({ partition, offset: String(offset) }))
      await broker.offsetCommit({ groupId, groupGenerationId: generation, memberId, retentionTime: -1, topics })
    })
  }

  committed(groupId: string, partitions: readonly Partition[]): Promise<readonly Offset[]> {
    return this.coordinated(groupId, async (broker) => {
      const topics = byTopic(partitions, ({ partition }) => ({ partition }))
      return offsetsOf((await broker.offsetFetch({ groupId, topics })).responses)
    })
  }

  createTopics(topics: readonly NewTopic[]): Promise<void> {
    return this.anywhere(async () => {
      const controller = await this.cluster.findControllerBroker()
      const asked = topics.map(({ name, partitions, copies, config }) => ({
        topic: name,
        numPartitions: partitions,
        replicationFactor: copies,
        configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
      }))
      await controller.createTopics({ topics: asked, timeout: REQUEST_TIMEOUT_MS }).catch(unlessThere)
    })
  }

  settings(topics: readonly string[], names: readonly string[]): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
    return this.anywhere(async () => {
      const resources = topics.map((name) => ({ type: TOPIC_RESOURCE, name, configNames: names }))
      const found = await (await this.cluster.findControllerBroker()).describeConfigs({ resources })
      return new Map(found.resources.map(({ resourceName, configEntries }) => [resourceName, settingsOf(configEntries)]))
    })
  }

  deleteBefore(leader: number, offsets: readonly Offset[]): Promise<void> {
    return this.at(leader, async (broker) => {
      await broker.deleteRecords({ topics: byTopic(offsets, ({ partition, offset }) => ({ partition, offset: String(offset) })) })
    })
  }

  async refresh(): Promise<void> {
    this.coordinators.clear()
    await this.anywhere(() => this.cluster.refreshMetadata())
  }

  close(): Promise<void> {
    this.closed = true
    return within(CLOSE_WITHIN_MS, this.cluster.disconnect())
  }

  /** Asks whichever broker the client takes. */
  private anywhere<T>(ask: () => Promise<T>): Promise<T> {
    return this.asked(() => everyBroker(this.cluster), ask)
  }

  private at<T>(nodeId: number, ask: (broker: Broker) => Promise<T>): Promise<T> {
    return this.asked(
      () => [this.cluster.brokerPool.brokers[nodeId]],
      async () => ask(await this.cluster.findBroker({ nodeId })),
    )
  }

  private coordinated<T>(group: string, ask: (broker: Broker) => Promise<T>, limitMs?: number): Promise<T> {
    return this.coordinators.ask(group, (broker) =>
      this.asked(
        () => [broker],
        () => ask(broker),
        limitMs,
      ),
    )
  }

  /** kafkajs would connect again for whoever still asks after the end, and nobody would close that. */
  private asked<T>(brokers: () => readonly (Broker | undefined)[], ask: () => Promise<T>, limitMs?: number): Promise<T> {
    return named(async () => {
      if (this.closed) throw new KafkaFailure('CLOSED', 'The connection to Kafka is closed')
      return limited(brokers, ask, limitMs)
    })
  }
}
