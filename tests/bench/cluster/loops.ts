import kafkajs from 'kafkajs'
import { KAFKA_CLIENTS, type KafkaClient } from '../../../adapters/kafka/clients.ts'
import { kafkaLog } from '../../../adapters/kafka/log.ts'

export const PARTITIONS = 4
/** Messages that one round reads, writes and commits. */
const BATCH = 500

export interface Road {
  readonly brokers: readonly string[]
  readonly from: string
  readonly to: string
  readonly group: string
}

/** Reads so many messages, writes each into the other topic, then commits. Resolves with milliseconds, joining the group not included. */
export type Loop = (road: Road, count: number) => Promise<number>

/** The library as its manual shows it: a batch of one partition at a time, sent with acks from all replicas, then committed. */
export const bareKafkajs: Loop = async ({ brokers, from, to, group }, count) => {
  const kafka = new kafkajs.Kafka({ brokers: [...brokers], logLevel: kafkajs.logLevel.NOTHING })
  const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
  const consumer = kafka.consumer({ groupId: group, maxWaitTimeInMs: 250 })
  await Promise.all([producer.connect(), consumer.connect()])
  await consumer.subscribe({ topics: [from], fromBeginning: true })
  const done = Promise.withResolvers<void>()
  let begunAt = 0
  let read = 0
  await consumer.run({
    autoCommit: false,
    partitionsConsumedConcurrently: PARTITIONS,
    eachBatch: async ({ batch: { topic, partition, messages }, commitOffsetsIfNecessary }) => {
      begunAt ||= performance.now()
      for (let at = 0; at < messages.length; at += BATCH) {
        const part = messages.slice(at, at + BATCH)
        await producer.send({
          topic: to,
          acks: -1,
          messages: part.map(({ key, value, headers }) => ({ key, value, headers: headers ?? {} })),
        })
        const offset = String(Number(part.at(-1)?.offset) + 1)
        await commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset }] }] })
        read += part.length
      }
      if (read >= count) done.resolve()
    },
  })
  await done.promise
  const tookMs = performance.now() - begunAt
  await Promise.all([consumer.disconnect(), producer.disconnect()])
  return tookMs
}

/** The same work through the log. */
export const through =
  (client: KafkaClient): Loop =>
  async ({ brokers, from, to, group }, count) => {
    const access = { brokers, clientId: 'bench', tls: null, sasl: null }
    const log = await kafkaLog({ access, open: KAFKA_CLIENTS[client], prefix: '', leaseMs: 10_000 })
    const subscription = await log.subscribe({ group, topics: [from], member: 'bench' })
    let begunAt = 0
    for (let read = 0; read < count;) {
      const messages = await subscription.poll({ max: BATCH, waitMs: 1000 })
      if (messages.length === 0) continue
      begunAt ||= performance.now()
      await log.append(messages.map((message) => ({ ...message, topic: to })))
      const ends = new Map(messages.map(({ topic, partition, offset }) => [partition, { topic, partition, offset: offset + 1 }]))
      await subscription.commit([...ends.values()])
      read += messages.length
    }
    const tookMs = performance.now() - begunAt
    await log.close()
    return tookMs
  }
