import type Cluster from 'kafkajs/src/cluster/index.js'
import type { Broker } from 'kafkajs/src/cluster/index.js'
import { REQUEST_TIMEOUT_MS } from './kafkajs-connection.ts'
import { KafkaFailure } from './protocol.ts'

/** Longer than kafkajs's own limit of one request: a question may need several. */
const LIMIT_MS = REQUEST_TIMEOUT_MS + 2000

/** Work that asks these brokers, with an end in any case. kafkajs goes on with a connection on which nobody answers, for ever where the network
 *  has forgotten it: here it is broken off, and what comes after begins on a new one. @throws {KafkaFailure} after the limit */
export async function limited<T>(
  brokers: () => readonly (Broker | undefined)[],
  work: () => Promise<T>,
  limitMs: number = LIMIT_MS,
): Promise<T> {
  const over = Promise.withResolvers<never>()
  const failure = new KafkaFailure('REQUEST_TIMED_OUT', `No answer within ${limitMs} ms`)
  const timer = setTimeout(() => over.reject(failure), limitMs)
  try {
    return await Promise.race([work(), over.promise])
  } catch (error) {
    if (error === failure || isSilence(error)) breakOff(brokers(), failure)
    throw error
  } finally {
    clearTimeout(timer)
  }
}

export const everyBroker = ({ brokerPool }: Cluster): readonly (Broker | undefined)[] => [
  ...Object.values(brokerPool.brokers),
  brokerPool.seedBroker,
]

const isSilence = (error: unknown): boolean => (error as { readonly name?: string }).name === 'KafkaJSRequestTimeoutError'

function breakOff(brokers: readonly (Broker | undefined)[], why: Error): void {
  const connections = brokers.flatMap((broker) => broker?.connectionPool.pool ?? [])
  for (const connection of connections) {
    connection.socket?.destroy()
    connection.rejectRequests(why)
    // One that is still on its way to its broker ends by its own limit: kafkajs would add a listener to it each time.
    if (connection.isConnected()) void connection.disconnect()
  }
}
