import Cluster, { type Broker, type FetchedMessage } from 'kafkajs/src/cluster/index.js'
import loggers from 'kafkajs/src/loggers/index.js'
import socketFactory from 'kafkajs/src/network/socketFactory.js'
import { type KafkaAccess, KafkaFailure, type OpenProtocol, type Partition, type Protocol, type StoredRecord } from './protocol.ts'

/** Connecting and asking have one short try each: trying again is the caller's. */
const CONNECTION_TIMEOUT_MS = 3000
const REQUEST_TIMEOUT_MS = 10_000
const ONE_TRY = { initialRetryTime: 50, maxRetryTime: 100, retries: 1 }
const FETCH_BYTES = 4 * 2 ** 20
const READ_COMMITTED = 1
const ASSIGNER = 'otklik'
const TOPIC_RESOURCE = 2
const MOST_REPLICAS = 3
/** `disconnect` was seen to hang while the broker was down. */
const CLOSE_WITHIN_MS = 5000

const LIST_OFFSETS_AT = { start: -2, end: -1 } as const

/** kafkajs's connections and codecs without its producer and consumer, whose faults are listed in docs/decisions/0006-kafka-clients.md. */
export const openKafkajs: OpenProtocol = async (access) => {
  const cluster = new Cluster({
    ...connection(access),
    metadataMaxAge: 5000,
    retry: ONE_TRY,
    allowAutoTopicCreation: false,
    isolationLevel: READ_COMMITTED,
  })
  await named(async () => {
    await cluster.connect()
    await cluster.refreshMetadata()
  })
  return protocol(cluster)
}

function protocol(cluster: Cluster): Protocol {
  const at = <T>(nodeId: number, ask: (broker: Broker) => Promise<T>): Promise<T> =>
    named(async () => ask(await cluster.findBroker({ nodeId })))
  const coordinators = new Map<string, Promise<Broker>>()
  /** Found once; a coordinator that answers for it no more is looked up again. */
  const coordinated = <T>(groupId: string, ask: (broker: Broker) => Promise<T>): Promise<T> =>
    named(async () => {
      const found = coordinators.get(groupId) ?? cluster.findGroupCoordinator({ groupId })
      coordinators.set(groupId, found)
      try {
        return await ask(await found)
      } catch (error) {
        if (!STAYS_COORDINATOR.has(codeOf(error))) coordinators.delete(groupId)
        throw error
      }
    })
  return {
    async leaders() {
      const topics = (cluster.brokerPool.metadata?.topicMetadata ?? []).filter((topic) => topic.isInternal !== true)
      return new Map(topics.map(({ topic, partitionMetadata }) => [topic, leadersOf(partitionMetadata)]))
    },
    produce: (leader, batches) =>
      at(leader, async (broker) => {
        const topicData = byTopic(batches, ({ partition, records }) => ({ partition, firstSequence: 0, messages: records }))
        const { topics } = await broker.produce({ acks: -1, timeout: REQUEST_TIMEOUT_MS, topicData })
        return topics.flatMap(({ topicName, partitions }) =>
          partitions.map(({ partition, baseOffset }) => ({ topic: topicName, partition, baseOffset: Number(baseOffset) })),
        )
      }),
    fetch: (leader, from, maxWaitMs) =>
      at(leader, async (broker) => {
        const topics = byTopic(from, ({ partition, offset, maxBytes }) => ({ partition, fetchOffset: String(offset), maxBytes }))
        const { responses } = await broker.fetch({
          maxWaitTime: maxWaitMs,
          minBytes: 1,
          maxBytes: FETCH_BYTES,
          isolationLevel: READ_COMMITTED,
          topics,
        })
        return responses.flatMap(({ topicName, partitions }) =>
          partitions.map(({ partition, messages }) => ({ topic: topicName, partition, records: messages.map(stored) })),
        )
      }),
    offsets: (leader, partitions, when) =>
      at(leader, async (broker) => {
        const timestamp = typeof when === 'number' ? when : LIST_OFFSETS_AT[when]
        const topics = byTopic(partitions, ({ partition }) => ({ partition, timestamp }))
        const { responses } = await broker.listOffsets({ isolationLevel: READ_COMMITTED, topics })
        return offsetsOf(responses)
      }),
    join: (groupId, { memberId, sessionMs, rebalanceMs, metadata }) =>
      coordinated(groupId, async (broker) => {
        const groupProtocols = [{ name: ASSIGNER, metadata }]
        const joined = await broker.joinGroup({
          groupId,
          memberId,
          sessionTimeout: sessionMs,
          rebalanceTimeout: rebalanceMs,
          groupProtocols,
        })
        const members = joined.members.map((one) => ({ memberId: one.memberId, metadata: one.memberMetadata }))
        return { generation: joined.generationId, memberId: joined.memberId, leaderId: joined.leaderId, members }
      }),
    sync: (groupId, { generation, memberId }, assignments) =>
      coordinated(groupId, async (broker) => {
        const groupAssignment = assignments.map((one) => ({ memberId: one.memberId, memberAssignment: one.assignment }))
        return (await broker.syncGroup({ groupId, generationId: generation, memberId, groupAssignment })).memberAssignment
      }),
    heartbeat: (groupId, { generation, memberId }) =>
      coordinated(groupId, async (broker) => void (await broker.heartbeat({ groupId, groupGenerationId: generation, memberId }))),
    leave: (groupId, memberId) => coordinated(groupId, async (broker) => void (await broker.leaveGroup({ groupId, memberId }))),
    commit: (groupId, { generation, memberId }, offsets) =>
      coordinated(groupId, async (broker) => {
        const topics = byTopic(offsets, ({ partition, offset }) => ({ partition, offset: String(offset) }))
        await broker.offsetCommit({ groupId, groupGenerationId: generation, memberId, retentionTime: -1, topics })
      }),
    committed: (groupId, partitions) =>
      coordinated(groupId, async (broker) => {
        const { responses } = await broker.offsetFetch({ groupId, topics: byTopic(partitions, ({ partition }) => ({ partition })) })
        return offsetsOf(responses)
      }),
    createTopics: (topics) =>
      named(async () => {
        const replicas = Math.min(MOST_REPLICAS, cluster.brokerPool.metadata?.brokers.length ?? 1)
        const controller = await cluster.findControllerBroker()
        const asked = topics.map(({ name, partitions, config }) => ({
          topic: name,
          numPartitions: partitions,
          replicationFactor: replicas,
          configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
        }))
        await controller.createTopics({ topics: asked, timeout: REQUEST_TIMEOUT_MS }).catch(unlessThere)
      }),
    retention: (topics) =>
      named(async () => {
        const resources = topics.map((name) => ({ type: TOPIC_RESOURCE, name, configNames: ['retention.ms'] }))
        const found = await (await cluster.findControllerBroker()).describeConfigs({ resources })
        return new Map(found.resources.map(({ resourceName, configEntries }) => [resourceName, limitOf(configEntries[0]?.configValue)]))
      }),
    deleteBefore: (leader, offsets) =>
      at(leader, async (broker) => {
        await broker.deleteRecords({ topics: byTopic(offsets, ({ partition, offset }) => ({ partition, offset: String(offset) })) })
      }),
    async refresh() {
      coordinators.clear()
      await named(() => cluster.refreshMetadata())
    },
    close: () => within(CLOSE_WITHIN_MS, cluster.disconnect()),
  }
}

const connection = ({ brokers, clientId, tls, sasl }: KafkaAccess): object => ({
  brokers,
  clientId,
  ssl: tls === null ? false : { ...(tls.ca !== null && { ca: tls.ca }) },
  ...(sasl !== null && { sasl }),
  logger: loggers.createLogger({ level: 0, logCreator: () => () => {} }),
  socketFactory: socketFactory(),
  connectionTimeout: CONNECTION_TIMEOUT_MS,
  authenticationTimeout: CONNECTION_TIMEOUT_MS,
  requestTimeout: REQUEST_TIMEOUT_MS,
  enforceRequestTimeout: true,
})

/** After these the coordinator is still the one to ask. */
const STAYS_COORDINATOR = new Set(['ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID', 'REBALANCE_IN_PROGRESS', 'MEMBER_ID_REQUIRED'])

interface Thrown {
  readonly type?: string
  readonly name?: string
  readonly message?: string
  readonly memberId?: string
  readonly errors?: readonly { readonly type?: string }[]
}

const codeOf = (error: unknown): string => {
  const { type, name } = error as Thrown
  return type ?? (name === 'KafkaJSSASLAuthenticationError' ? 'SASL_AUTHENTICATION_FAILED' : 'CONNECTION')
}

/** @throws {KafkaFailure} in place of anything kafkajs throws */
async function named<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof KafkaFailure) throw error
    const { memberId, message = String(error) } = error as Thrown
    throw new KafkaFailure(codeOf(error), message, { cause: error, ...(memberId !== undefined && { memberId }) })
  }
}

function unlessThere(error: unknown): void {
  const types = (error as Thrown).errors?.map((one) => one.type) ?? [(error as Thrown).type]
  if (types.some((type) => type !== 'TOPIC_ALREADY_EXISTS')) throw error
}

function byTopic<From extends Partition, To>(
  items: readonly From[],
  part: (item: From) => To,
): { topic: string; partitions: readonly To[] }[] {
  return [...Map.groupBy(items, (item) => item.topic)].map(([topic, own]) => ({ topic, partitions: own.map(part) }))
}

function leadersOf(partitions: readonly { readonly partitionId: number; readonly leader: number }[]): readonly number[] {
  const leaders: number[] = []
  for (const { partitionId, leader } of partitions) leaders[partitionId] = leader
  return leaders
}

/** Kafka's −1 means that there is none. */
const offsetsOf = (topics: readonly { topic: string; partitions: readonly { partition: number; offset: string }[] }[]) =>
  topics.flatMap(({ topic, partitions }) =>
    partitions.filter((one) => Number(one.offset) >= 0).map((one) => ({ topic, partition: one.partition, offset: Number(one.offset) })),
  )

const limitOf = (value: string | null | undefined): number | null => (value == null || Number(value) < 0 ? null : Number(value))

const stored = (message: FetchedMessage): StoredRecord => ({
  offset: Number(message.offset),
  key: message.key,
  value: message.value,
  timestamp: Number(message.timestamp),
  headers: Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [name, String(Array.isArray(value) ? value.at(-1) : (value ?? ''))]),
  ),
  isControl: message.isControlRecord,
})

async function within(limitMs: number, work: Promise<void>): Promise<void> {
  const limit = Promise.withResolvers<void>()
  const timer = setTimeout(limit.resolve, limitMs)
  try {
    await Promise.race([work, limit.promise])
  } finally {
    clearTimeout(timer)
  }
}
