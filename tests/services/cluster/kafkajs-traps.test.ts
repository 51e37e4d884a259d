import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import kafkajs from 'kafkajs'
import { KAFKA_CLIENTS } from '../../../adapters/kafka/clients.ts'
import { kafkaLog } from '../../../adapters/kafka/log.ts'
import { patiently } from '../../../app/patience.ts'
import { StaleMember } from '../../../core/errors.ts'
import type { LogHalf } from '../../../core/halves.ts'
import { partitionOf } from '../../../core/partition.ts'
import { eventually, failure } from '../../contract/subject.ts'
import { startKafkaCluster } from '../servers/kafka.ts'
import type { Program } from '../servers/program.ts'

const PARTITIONS = 6
const SESSION_MS = 2000
const WITHIN_MS = 60_000

/** A key for each partition. */
const keys = Array.from({ length: PARTITIONS }, (_, partition) => {
  for (let number = 0; ; number += 1) if (partitionOf(`${number}`, PARTITIONS) === partition) return `${number}`
})

describe('what the bare kafkajs loses on a real cluster, and the log over it does not', function () {
  this.timeout(300_000)
  let brokers: readonly Program[] = []
  let bare: kafkajs.Kafka
  let admin: kafkajs.Admin

  before(async () => {
    brokers = await startKafkaCluster(mkdtempSync(join(tmpdir(), 'otklik-traps-')))
    bare = new kafkajs.Kafka({ brokers: addresses(), logLevel: kafkajs.logLevel.NOTHING })
    admin = bare.admin()
    await admin.connect()
  })
  after(async () => {
    await admin?.disconnect()
    await Promise.all(brokers.map((one) => one.stop()))
  })

  const addresses = (): string[] => brokers.map((one) => one.address)

  async function opened(topic: string): Promise<LogHalf> {
    const access = { brokers: addresses(), clientId: 'traps', tls: null, sasl: null }
    const log = await kafkaLog({ access, open: KAFKA_CLIENTS.kafkajs, prefix: '', leaseMs: SESSION_MS })
    await patiently({ signal: new AbortController().signal, withinMs: WITHIN_MS, report: () => {} }, () =>
      log.ensureTopics([{ name: topic, partitions: PARTITIONS, retentionMs: null, about: '' }]),
    )
    return log
  }

  const append = (log: LogHalf, topic: string) => log.append(keys.map((key) => ({ topic, key, value: '1', headers: {}, at: Date.now() })))

  const leaders = async (topic: string): Promise<readonly number[]> => {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
    return (topics[0]?.partitions ?? []).toSorted((a, b) => a.partitionId - b.partitionId).map((one) => one.leader)
  }

  /** The other brokers lead what this one led. */
  async function leaveBroker(topic: string, left: number): Promise<void> {
    const replicas = [1, 2, 3].filter((one) => one !== left)
    const partitionAssignment = keys.map((_, partition) => ({
      partition,
      replicas: partition % 2 === 0 ? replicas : replicas.toReversed(),
    }))
    await admin.alterPartitionReassignments({ topics: [{ topic, partitionAssignment }] })
    await eventually(
      () => leaders(topic).catch(() => [left]),
      (now) => now.every((one) => one > 0 && one !== left),
      WITHIN_MS,
    )
  }

  /** This broker refuses what it does not lead after the two others have answered: of its own pace it sometimes comes before them. */
  async function refusedLast<T>(producer: kafkajs.Producer, refusing: Program, send: () => Promise<T>): Promise<T> {
    const answered = new Set<string>()
    const stop = producer.on(
      'producer.network.request',
      ({ payload }) => void (payload.apiName === 'Produce' && answered.add(payload.broker)),
    )
    refusing.pause()
    const sending = send()
    await eventually(
      () => Promise.resolve(answered.size),
      (count) => count === brokers.length - 1,
      WITHIN_MS,
    )
    stop()
    refusing.resume()
    return sending
  }

  const counts = async (log: LogHalf, topic: string) => (await log.ranges(topic)).map(({ start, end }) => end - start)

  it('acknowledges what nobody has written, after a change of leaders', async () => {
    const topic = 'acknowledged'
    const log = await opened(topic)
    const producer = bare.producer({ retry: { retries: 10 } })
    await producer.connect()
    const send = () => producer.send({ topic, acks: -1, messages: keys.map((key, partition) => ({ key, partition, value: 'bare' })) })
    await send()
    await append(log, topic)
    const left = (await leaders(topic))[0]!
    const moved = (await leaders(topic)).flatMap((leader, partition) => (leader === left ? [partition] : []))
    await leaveBroker(topic, left)

    const acknowledged = await refusedLast(producer, brokers[left - 1]!, send)
    const afterBare = await counts(log, topic)
    expect(acknowledged.map((one) => one.partition)).to.not.include.members(moved)
    expect(moved.map((partition) => afterBare[partition])).to.deep.equal(moved.map(() => 2))

    const positions = await append(log, topic)
    expect(new Set(positions.map((one) => one.partition)).size).to.equal(PARTITIONS)
    expect(await counts(log, topic)).to.deep.equal(afterBare.map((count) => count + 1))
    await producer.disconnect()
    await log.close()
  })

  it('reads nothing any more after a commit that came too late', async () => {
    const topic = 'late'
    const log = await opened(topic)
    await append(log, topic)
    const stateOf = async (group: string): Promise<string | undefined> => (await admin.describeGroups([group])).groups[0]?.state
    const groupIsEmpty = (group: string) =>
      eventually(
        () => stateOf(group).catch(() => undefined),
        (state) => state === 'Empty' || state === 'Dead',
        WITHIN_MS,
      )

    const consumer = bare.consumer({ groupId: 'bare', sessionTimeout: SESSION_MS, heartbeatInterval: SESSION_MS / 4 })
    // On a slow machine it may crash before for a reason after which it begins again.
    const crashed = new Promise<void>((resolve) => void consumer.on('consumer.crash', ({ payload }) => void (payload.restart || resolve())))
    await consumer.connect()
    await consumer.subscribe({ topic, fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      async eachBatch({ batch }) {
        await groupIsEmpty('bare')
        await consumer.commitOffsets([{ topic, partition: batch.partition, offset: `${Number(batch.lastOffset()) + 1}` }])
      },
    })
    // It says itself that it will not begin again.
    await crashed
    await groupIsEmpty('bare')

    const subscription = await log.subscribe({ group: 'own', topics: [topic], member: 'm', from: 'start' })
    const read = async () => {
      const found = new Map<string, number>()
      await eventually(
        async () => {
          for (const one of await subscription.poll({ max: 100, waitMs: 500 })) found.set(`${one.partition}`, one.offset + 1)
          return found.size
        },
        (size) => size === PARTITIONS,
        WITHIN_MS,
      )
      return [...found].map(([partition, offset]) => ({ topic, partition: Number(partition), offset }))
    }
    const late = await read()
    await groupIsEmpty('own')
    expect(await failure(subscription.commit(late))).to.be.instanceOf(StaleMember)
    await subscription.commit(await read())
    expect(await log.committed('own', topic)).to.have.length(PARTITIONS)
    await consumer.disconnect()
    await log.close()
  })

  it('does not end while a broker is silent', async () => {
    const topic = 'silent'
    const log = await opened(topic)
    // Its default of half a minute is the longest that it was seen to wait.
    const patient = new kafkajs.Kafka({ brokers: addresses(), logLevel: kafkajs.logLevel.NOTHING, requestTimeout: 10 * WITHIN_MS })
    const producer = patient.producer()
    await producer.connect()
    await producer.send({ topic, messages: [{ value: 'x' }] })
    await append(log, topic)
    for (const one of brokers) one.pause()
    const sending = producer.send({ topic, messages: [{ value: 'y' }] }).catch(() => null)
    const appending = append(log, topic).catch(() => null)
    // Both have asked when both have had a turn of the loop with their sockets.
    await new Promise((resolve) => void setTimeout(resolve, SESSION_MS))
    let ended = false
    const ending = producer.disconnect().then(() => (ended = true))
    await log.close()
    expect(ended).to.equal(false)
    for (const one of brokers) one.resume()
    await Promise.all([ending, sending, appending])
  })
})
