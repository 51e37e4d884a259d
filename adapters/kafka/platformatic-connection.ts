import { isIP } from 'node:net'
import { apiVersionsV3, type Broker as Address, type Connection, ConnectionPool, metadataV9 } from '@platformatic/kafka'
import { assertNewEnough, TELLING_KEY } from './needed-release.ts'
import { named } from './platformatic-failures.ts'
import { type KafkaAccess, KafkaFailure } from './protocol.ts'

type MetadataResponse = metadataV9.MetadataResponse

const CONNECTION_TIMEOUT_MS = 3000
const REQUEST_TIMEOUT_MS = 7000
/** The library knows one limit for all requests of a connection, and joining a group takes as long as its slowest member. */
const LONGEST_REQUEST_MS = 600_000
/** The mechanisms' names as the servers write them. */
const MECHANISMS = { plain: 'PLAIN', 'scram-sha-256': 'SCRAM-SHA-256', 'scram-sha-512': 'SCRAM-SHA-512' } as const

export type Ask<T> = (connection: Connection) => Promise<T>

/** Connections to the brokers by their number. A broker answers a connection one request at a time, so long polls have one of their own. */
export class Connections {
  private readonly seeds: readonly Address[]
  private readonly polls: ConnectionPool
  private readonly others: ConnectionPool
  private known: MetadataResponse | null = null

  constructor(access: KafkaAccess) {
    this.seeds = access.brokers.map(addressOf)
    this.polls = new ConnectionPool(access.clientId, optionsOf(access))
    this.others = new ConnectionPool(access.clientId, optionsOf(access))
  }

  /** What the cluster looked like at the last look. */
  get metadata(): Pick<MetadataResponse, 'brokers' | 'topics' | 'controllerId'> {
    return this.known ?? { brokers: [], topics: [], controllerId: -1 }
  }

  /** @throws {KafkaFailure} when the first broker that answers is too old */
  async assertNewEnough(): Promise<void> {
    const connection = await named(() => this.others.getFirstAvailable([...this.seeds]))
    const { apiKeys } = await timely(connection, REQUEST_TIMEOUT_MS, () => apiVersionsV3.api.async(connection, 'otklik', '1'))
    const address = `${connection.host ?? ''}:${connection.port ?? ''}`
    assertNewEnough(address, apiKeys.find(({ apiKey }) => apiKey === TELLING_KEY)?.maxVersion)
  }

  async look(): Promise<void> {
    const brokers = [...this.metadata.brokers.map(({ host, port }) => ({ host, port })), ...this.seeds]
    const connection = await named(() => this.others.getFirstAvailable(brokers))
    this.known = await timely(connection, REQUEST_TIMEOUT_MS, () => metadataV9.api.async(connection, null, false).catch(partial))
  }

  /** @throws {KafkaFailure} what the broker, or the way to it, ended with */
  async ask<T>(nodeId: number, question: Ask<T>, limitMs: number = REQUEST_TIMEOUT_MS): Promise<T> {
    const address = this.addressOf(nodeId)
    const connection = await named(() => this.others.get(address))
    return timely(connection, limitMs, () => question(connection))
  }

  async poll<T>(nodeId: number, question: Ask<T>, waitMs: number): Promise<T> {
    const address = this.addressOf(nodeId)
    const connection = await named(() => this.polls.get(address))
    return timely(connection, REQUEST_TIMEOUT_MS + waitMs, () => question(connection))
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.polls.close(), this.others.close()])
  }

  private addressOf(nodeId: number): Address {
    const found = this.metadata.brokers.find((broker) => broker.nodeId === nodeId)
    if (found === undefined) throw new KafkaFailure('BROKER_NOT_AVAILABLE', `Broker ${nodeId} is not known now`)
    return { host: found.host, port: found.port }
  }
}

function addressOf(broker: string): Address {
  const end = broker.lastIndexOf(':')
  return { host: broker.slice(0, end).replace(/^\[|\]$/g, ''), port: Number(broker.slice(end + 1)) }
}

const optionsOf = ({ brokers, tls, sasl }: KafkaAccess): ConstructorParameters<typeof ConnectionPool>[1] => ({
  connectTimeout: CONNECTION_TIMEOUT_MS,
  requestTimeout: LONGEST_REQUEST_MS,
  ...(tls !== null && {
    tls: tls.ca === null ? {} : { ca: tls.ca },
    tlsServerName: brokers.every((broker) => isIP(addressOf(broker).host) === 0),
  }),
  ...(sasl !== null && { sasl: { mechanism: MECHANISMS[sasl.mechanism], username: sasl.username, password: sasl.password } }),
})

/** A connection whose broker does not answer in time is given up, so that what comes after does not wait behind it. */
async function timely<T>(connection: Connection, limitMs: number, question: () => Promise<T>): Promise<T> {
  const over = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    over.reject(new KafkaFailure('REQUEST_TIMED_OUT', `No answer within ${limitMs} ms`))
    void connection.close().catch(() => null)
  }, limitMs)
  try {
    return await named(() => Promise.race([question(), over.promise]))
  } finally {
    clearTimeout(timer)
  }
}

/** One topic without a leader makes the library throw the whole answer: it is good for the others. */
function partial(error: unknown): MetadataResponse {
  const { response } = error as { readonly response?: MetadataResponse }
  if (response === undefined) throw error
  return response
}
