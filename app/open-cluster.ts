import { assertServer, elasticsearchClient, inCoreWords } from '../adapters/elasticsearch/client.ts'
import { elasticsearchDocuments } from '../adapters/elasticsearch/documents.ts'
import { lookAtIndices } from '../adapters/elasticsearch/indices.ts'
import { placesOf } from '../adapters/elasticsearch/places.ts'
import { openKafkajs } from '../adapters/kafka/kafkajs-protocol.ts'
import { openPlatformatic } from '../adapters/kafka/platformatic-protocol.ts'
import { kafkaLog } from '../adapters/kafka/log.ts'
import type { KafkaAccess, OpenProtocol } from '../adapters/kafka/protocol.ts'
import { readNamed } from '../config/named-file.ts'
import type { Settings } from '../config/settings.ts'
import { Misconfigured, PipelineError, Unavailable } from '../core/errors.ts'
import type { DocumentsHalf, LogHalf } from '../core/halves.ts'
import type { Store } from '../core/store.ts'
import type { TopicSpec } from '../core/topics.ts'
import { clusterStore } from './cluster-store.ts'
import { differenceText } from './topic-plan.ts'

export type ClusterSettings = Pick<Settings, 'kafka' | 'elasticsearch'>

const CLIENTS: Readonly<Record<Settings['kafka']['client'], OpenProtocol>> = { kafkajs: openKafkajs, platformatic: openPlatformatic }

/** How long a worker that is gone keeps its partitions. */
const LEASE_MS = 10_000
/** What each server must be. */
export const NEEDED = { kafka: 'Kafka 3.6 or newer is needed', elasticsearch: 'Elasticsearch 9.0 or newer is needed' } as const

/** What stands in the way of a start on Kafka, or what is there: asks once and makes nothing. @throws as `openCluster` */
export async function lookAtKafka(settings: ClusterSettings, topics: readonly TopicSpec[]): Promise<string> {
  const log = await openLog(settings)
  try {
    await assertTopics(log, topics, settings)
    const others = (await log.differences(topics)).map((one) => `; ${one.topic}: ${differenceText(one)}`)
    const help = others.length === 0 ? '' : ' ("otklik topics apply --dry-run" says how to change that by hand)'
    return `${settings.kafka.brokers.join(', ')} answers, all ${topics.length} topics are there${others.join('')}${help}`
  } finally {
    await log.close()
  }
}

/** What stands in the way of a start on Elasticsearch, or what is there: asks once and makes nothing. @throws as `openCluster` */
export async function lookAtElasticsearch({ elasticsearch }: ClusterSettings): Promise<string> {
  const client = openElasticsearch(elasticsearch)
  const { nodes } = elasticsearch
  try {
    return await ofElasticsearch(elasticsearch, async () => {
      const releases = await answeredByOne(nodes.length, () => assertServer(client))
      const found = await inCoreWords(() => lookAtIndices(client, placesOf(elasticsearch.prefix)))
      return `${nodes.join(', ')} answers, release ${[...new Set(releases)].join(', ')}; ${found}`
    })
  } finally {
    await client.close()
  }
}

/** Both servers as one store, or nothing open at all.
 *  @throws {Unavailable} {Misconfigured} in one sentence: which address, what was found, what is needed */
export async function openCluster(settings: ClusterSettings, topics: readonly TopicSpec[]): Promise<Store> {
  const log = await openLog(settings)
  try {
    await assertTopics(log, topics, settings)
    return clusterStore(log, await openDocuments(settings))
  } catch (error) {
    await log.close()
    throw error
  }
}

/** The log alone, for whoever makes topics. @throws as `openCluster` */
export function openLog({ kafka }: ClusterSettings): Promise<LogHalf> {
  const { brokers, client, prefix, replicas } = kafka
  return inOneSentence('Kafka', brokers, NEEDED.kafka, () =>
    kafkaLog({ access: accessOf(kafka), open: CLIENTS[client], prefix, leaseMs: LEASE_MS, replicas }),
  )
}

function accessOf({ brokers, tls, caFile, sasl }: Settings['kafka']): KafkaAccess {
  const { mechanism, username, password } = sasl
  return {
    brokers,
    clientId: 'otklik',
    tls: tls || caFile !== null ? { ca: caFile === null ? null : readNamed({ path: caFile, from: 'kafka.caFile' }) } : null,
    sasl: username === null || password === null ? null : { mechanism, username, password },
  }
}

/** Workers make no topics: that is a right of its own, and `otklik topics apply` has it. */
async function assertTopics(log: LogHalf, topics: readonly TopicSpec[], { kafka }: ClusterSettings): Promise<void> {
  const present = new Set((await log.topics()).map((topic) => topic.name))
  const missing = topics.filter((topic) => !present.has(topic.name)).map((topic) => topic.name)
  if (missing.length === 0) return
  const others = missing.length === 1 ? '' : ` and ${missing.length - 1} others`
  throw new Misconfigured(`Kafka at ${kafka.brokers.join(', ')} has no topic ${missing[0]}${others}: run "otklik topics apply" first`)
}

async function openDocuments({ elasticsearch }: ClusterSettings): Promise<DocumentsHalf> {
  const client = openElasticsearch(elasticsearch)
  try {
    return await ofElasticsearch(elasticsearch, async () => {
      const documents = elasticsearchDocuments(client, elasticsearch.prefix)
      await answeredByOne(elasticsearch.nodes.length, () => documents.ensure())
      return documents
    })
  } catch (error) {
    await client.close()
    throw error
  }
}

/** The client leaves out a node that did not answer: as many tries as there are nodes find one that does. @throws what the last try threw */
async function answeredByOne<T>(nodes: number, question: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await question()
    } catch (error) {
      if (!(error instanceof Unavailable) || tries >= nodes) throw error
    }
  }
}

/** A client that has asked nothing yet. */
export const openElasticsearch = ({ nodes, caFile, auth }: Settings['elasticsearch']): ReturnType<typeof elasticsearchClient> =>
  elasticsearchClient({ nodes, caFile, auth: authOf(auth) })

/** @throws {Unavailable} {Misconfigured} in one sentence: which address, what was found, what is needed */
export const ofElasticsearch = <T>({ nodes }: Settings['elasticsearch'], work: () => Promise<T>): Promise<T> =>
  inOneSentence('Elasticsearch', nodes, NEEDED.elasticsearch, work)

function authOf({ username, password, apiKey }: Settings['elasticsearch']['auth']) {
  if (apiKey !== null) return { apiKey }
  return username === null || password === null ? null : { username, password }
}

/** Whether another release could be what is needed: of what has not answered nobody knows, anything else for a person says itself what it takes. */
const mayBeOfRelease = (error: PipelineError): boolean =>
  !(error instanceof Misconfigured) || error.details['release'] !== undefined || OF_RELEASE.has(String(error.details['kafka']))

const OF_RELEASE: ReadonlySet<string> = new Set(['TOO_OLD', 'UNSUPPORTED_VERSION'])

/** The error's own kind and words with the address, and with the need where that may be it. */
async function inOneSentence<T>(server: string, addresses: readonly string[], needed: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error
    const Kind = error instanceof Misconfigured ? Misconfigured : Unavailable
    const sentence = `${server} at ${addresses.join(', ')} cannot be used: ${error.message.replace(/^[A-Z]\w+: /, '')}`
    throw new Kind(mayBeOfRelease(error) ? `${sentence}; ${needed}` : sentence, {}, { cause: error })
  }
}
