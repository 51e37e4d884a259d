import {
  type Connection,
  createTopicsV4,
  deleteRecordsV1,
  describeConfigsV2,
  findCoordinatorV2,
  heartbeatV3,
  joinGroupV5,
  leaveGroupV3,
  listOffsetsV5,
  offsetCommitV7,
  offsetFetchV5,
  produceV7,
  ResourceTypes,
  syncGroupV3,
} from '@platformatic/kafka'
import { Coordinators } from './coordinators.ts'
import { byTopic, fetchedOf, leadersOf, offsetsOf, settingsOf, writtenOf } from './platformatic-answers.ts'
import { type Ask, Connections } from './platformatic-connection.ts'
import { partly, unlessThere } from './platformatic-failures.ts'
import { fetchBatches } from './platformatic-fetched.ts'
import { messagesOf } from './platformatic-records.ts'
import type {
  Batch,
  Fetched,
  JoinAsk,
  Joined,
  Member,
  NewTopic,
  Offset,
  OpenProtocol,
  Partition,
  Protocol,
  Share,
  Start,
  Written,
} from './protocol.ts'
import { within } from './time-limit.ts'

const WRITE_WITHIN_MS = 6000
const CLOSE_WITHIN_MS = 5000
const JOIN_SLACK_MS = 5000
const FETCH_BYTES = 4 * 2 ** 20
const READ_COMMITTED = 1
const NOBODY = -1
const GROUP = 0
const ASSIGNER = 'otklik'
const LIST_OFFSETS_AT = { start: -2, end: -1 } as const

/** @platformatic/kafka's connections and codecs without its producer and consumer: see docs/decisions/0006-kafka-clients.md. */
export const openPlatformatic: OpenProtocol = async (access) => {
  const connections = new Connections(access)
  try {
    await connections.assertNewEnough()
    await connections.look()
  } catch (error) {
    await connections.close()
    throw error
  }
  return new PlatformaticProtocol(connections)
}

class PlatformaticProtocol implements Protocol {
  private readonly connections: Connections
  private readonly coordinators: Coordinators<number>

  constructor(connections: Connections) {
    this.connections = connections
    this.coordinators = new Coordinators((group) => this.coordinatorOf(group))
  }

  async leaders(): Promise<ReadonlyMap<string, readonly number[]>> {
    return leadersOf(this.connections.metadata.topics)
  }

  async brokers(): Promise<number> {
    return this.connections.metadata.brokers.length
  }

  produce(leader: number, batches: readonly Batch[]): Promise<readonly Written[]> {
    const messages = batches.flatMap(messagesOf)
    return this.connections.ask(leader, async (to) =>
      writtenOf(await produceV7.api.async(to, -1, WRITE_WITHIN_MS, messages, {}).catch(partly)),
    )
  }

  fetch(leader: number, from: readonly Start[], maxWaitMs: number): Promise<readonly Fetched[]> {
    const topics = byTopic(from, ({ partition, offset, maxBytes }) => ({
      partition,
      currentLeaderEpoch: NOBODY,
      fetchOffset: BigInt(offset),
      lastFetchedEpoch: NOBODY,
      partitionMaxBytes: maxBytes,
    })).map(({ name, partitions }) => ({ topicId: name, partitions }))
    const ask: Ask<readonly Fetched[]> = async (to) =>
      fetchedOf(await fetchBatches(to, maxWaitMs, 1, FETCH_BYTES, READ_COMMITTED, 0, -1, topics, [], ''), from)
    return this.connections.poll(leader, ask, maxWaitMs)
  }

  offsets(leader: number, partitions: readonly Partition[], when: 'start' | 'end' | number): Promise<readonly Offset[]> {
    const timestamp = BigInt(typeof when === 'number' ? when : LIST_OFFSETS_AT[when])
    const topics = byTopic(partitions, ({ partition }) => ({ partitionIndex: partition, currentLeaderEpoch: NOBODY, timestamp }))
    return this.connections.ask(leader, async (to) =>
      offsetsOf((await listOffsetsV5.api.async(to, NOBODY, READ_COMMITTED, topics)).topics, (one) => one.offset),
    )
  }

  join(group: string, { memberId, sessionMs, rebalanceMs, metadata }: JoinAsk): Promise<Joined> {
    const protocols = [{ name: ASSIGNER, metadata }]
    const ask: Ask<Joined> = async (to) => {
      const joined = await joinGroupV5.api.async(to, group, sessionMs, rebalanceMs, memberId, null, 'consumer', protocols)
      return { generation: joined.generationId, memberId: joined.memberId, leaderId: joined.leader, members: joined.members }
    }
    return this.coordinators.ask(group, (node) => this.connections.ask(node, ask, rebalanceMs + JOIN_SLACK_MS))
  }

  sync(group: string, { generation, memberId }: Member, shares: readonly Share[]): Promise<Buffer> {
    return this.coordinated(group, async (to) => {
      const { assignment } = await syncGroupV3.api.async(to, group, generation, memberId, null, null, null, [...shares])
      return assignment
    })
  }

  heartbeat(group: string, { generation, memberId }: Member): Promise<void> {
    return this.coordinated(group, async (to) => void (await heartbeatV3.api.async(to, group, generation, memberId)))
  }

  leave(group: string, memberId: string): Promise<void> {
    return this.coordinated(group, async (to) => void (await leaveGroupV3.api.async(to, group, [{ memberId }])))
  }

  commit(group: string, { generation, memberId }: Member, offsets: readonly Offset[]): Promise<void> {
    const topics = byTopic(offsets, ({ partition, offset }) => ({
      partitionIndex: partition,
      committedOffset: BigInt(offset),
      committedLeaderEpoch: NOBODY,
    }))
    return this.coordinated(group, async (to) => void (await offsetCommitV7.api.async(to, group, generation, memberId, null, topics)))
  }

  committed(groupId: string, partitions: readonly Partition[]): Promise<readonly Offset[]> {
    const topics = [...Map.groupBy(partitions, (one) => one.topic)].map(([name, own]) => ({
      name,
      partitionIndexes: own.map((one) => one.partition),
    }))
    return this.coordinated(groupId, async (to) =>
      offsetsOf((await offsetFetchV5.api.async(to, [{ groupId, topics }], false)).topics, (one) => one.committedOffset),
    )
  }

  createTopics(topics: readonly NewTopic[]): Promise<void> {
    const asked = topics.map(({ name, partitions, copies, config }) => ({
      name,
      numPartitions: partitions,
      replicationFactor: copies,
      assignments: [],
      configs: Object.entries(config).map(([key, value]) => ({ name: key, value })),
    }))
    return this.connections.ask(this.connections.metadata.controllerId, async (to) => {
      await createTopicsV4.api.async(to, asked, WRITE_WITHIN_MS, false).catch(unlessThere)
    })
  }

  async settings(topics: readonly string[], names: readonly string[]): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
    if (topics.length === 0) return new Map()
    const resources = topics.map((resourceName) => ({
      resourceType: ResourceTypes.TOPIC,
      resourceName,
      configurationKeys: [...names],
    }))
    const { results } = await this.connections.ask(this.connections.metadata.controllerId, (to) =>
      describeConfigsV2.api.async(to, resources),
    )
    return new Map(results.map(({ resourceName, configs }) => [resourceName, settingsOf(configs)]))
  }

  deleteBefore(leader: number, offsets: readonly Offset[]): Promise<void> {
    const topics = byTopic(offsets, ({ partition, offset }) => ({ partitionIndex: partition, offset: BigInt(offset) }))
    return this.connections.ask(leader, async (to) => void (await deleteRecordsV1.api.async(to, topics, WRITE_WITHIN_MS)))
  }

  async refresh(): Promise<void> {
    this.coordinators.clear()
    await this.connections.look()
  }

  close(): Promise<void> {
    return within(CLOSE_WITHIN_MS, this.connections.close())
  }

  private coordinated<T>(group: string, ask: (to: Connection) => Promise<T>): Promise<T> {
    return this.coordinators.ask(group, (node) => this.connections.ask(node, ask))
  }

  private async coordinatorOf(group: string): Promise<number> {
    const [broker] = this.connections.metadata.brokers
    const { coordinators } = await this.connections.ask(broker?.nodeId ?? NOBODY, (to) => findCoordinatorV2.api.async(to, GROUP, [group]))
    return coordinators[0]?.nodeId ?? NOBODY
  }
}
