import kafkajs from 'kafkajs'
import { KAFKA_CLIENTS, type KafkaClient } from '../../../adapters/kafka/clients.ts'
import { kafkaLog } from '../../../adapters/kafka/log.ts'
import type { LogHalf } from '../../../core/halves.ts'
import type { LogMessage } from '../../../core/message.ts'
import { eventually } from '../../contract/subject.ts'
import { servers } from './servers.ts'

/** A log over this client for the suite that calls this, beside a client of others, with topics of one partition. */
export function kafkaUnderTest(client: KafkaClient, suite: string) {
  const prefix = `${suite}-${process.pid}-${client}-`
  let log: LogHalf
  let foreign: kafkajs.Kafka

  before(async () => {
    const { brokers } = await servers()
    foreign = new kafkajs.Kafka({ brokers: [...brokers], logLevel: kafkajs.logLevel.NOTHING })
    log = await kafkaLog({
      access: { brokers, clientId: 'kafka-test', tls: null, sasl: null },
      open: KAFKA_CLIENTS[client],
      prefix,
      leaseMs: 2000,
    })
  })
  after(() => log.close())

  async function topic(name: string, config: Readonly<Record<string, string>> = {}): Promise<void> {
    const admin = foreign.admin()
    await admin.connect()
    const configEntries = Object.entries(config).map(([key, value]) => ({ name: key, value }))
    await admin.createTopics({ topics: [{ topic: prefix + name, numPartitions: 1, replicationFactor: 1, configEntries }] })
    await admin.disconnect()
    await log.ensureTopics([{ name, partitions: 1, retentionMs: null, about: '' }])
  }

  /** What is in the topic once there are so many. */
  async function all(name: string, count: number): Promise<readonly LogMessage[]> {
    const found: LogMessage[] = []
    await eventually(
      async () => {
        found.push(...(await log.read({ topic: name, partition: 0, offset: (found.at(-1)?.offset ?? -1) + 1 }, { max: 100, waitMs: 1000 })))
        return found.length
      },
      (length) => length >= count,
      20_000,
    )
    return found
  }

  return { prefix, topic, all, log: () => log, foreign: () => foreign }
}
