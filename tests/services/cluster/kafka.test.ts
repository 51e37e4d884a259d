import { execFile } from 'node:child_process'
import { getEventListeners } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect } from 'chai'
import kafkajs from 'kafkajs'
import { KAFKA_CLIENTS, type KafkaClient } from '../../../adapters/kafka/clients.ts'
import { kafkaLog } from '../../../adapters/kafka/log.ts'
import { Malformed, Misconfigured } from '../../../core/errors.ts'
import type { LogHalf } from '../../../core/halves.ts'
import type { LogMessage } from '../../../core/message.ts'
import { eventually, failure } from '../../contract/subject.ts'
import { type Proxy, proxy } from '../servers/proxy.ts'
import { servers } from './servers.ts'

const bin = fileURLToPath(new URL('../../../bin/otklik.mjs', import.meta.url))
const run = promisify(execFile)
const COUNT = 50
const text = (index: number): string => JSON.stringify(`сообщение ${index} `.repeat(40))

for (const client of Object.keys(KAFKA_CLIENTS) as KafkaClient[]) {
  describe(`what only Kafka does (${client})`, function () {
    this.timeout(60_000)
    const prefix = `kafka-${process.pid}-${client}-`
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

    it('says which broker is too old, what was found and what is needed', async () => {
      const old = await olderBroker((await servers()).brokers[0]!)
      const access = { brokers: [old.address], clientId: 'kafka-test', tls: null, sasl: null }
      const error = await failure(kafkaLog({ access, open: KAFKA_CLIENTS[client], prefix, leaseMs: 2000 }))
      expect(error).to.be.instanceOf(Misconfigured)
      expect((error as Error).message).to.equal(
        `Kafka: the broker at ${old.address} is older than Kafka 3.0: it understands ListOffsets up to version 5, which is version 7 there`,
      )
      old.stop()
    })

    it('is found behind an address that takes connections and says nothing', async () => {
      const { wire: silent, address } = await silence()
      const access = { brokers: [address, ...(await servers()).brokers], clientId: 'kafka-test', tls: null, sasl: null }
      const found = await kafkaLog({ access, open: KAFKA_CLIENTS[client], prefix, leaseMs: 2000 })
      expect(await found.topics()).to.be.an('array')
      await found.close()
      await silent.close()
    })

    it('lets a command end, and say why, when nobody answers', async () => {
      const { wire: silent, address } = await silence()
      const { nodes } = await servers()
      const env = {
        ...process.env,
        OTKLIK_LOG: 'kafka',
        OTKLIK_STORE: 'elasticsearch',
        OTKLIK_KAFKA__BROKERS: address,
        OTKLIK_KAFKA__CLIENT: client,
        OTKLIK_ELASTICSEARCH__NODES: nodes.join(),
      }
      const ended = await failure(run(process.execPath, [bin, 'topics', 'apply', '--dry-run'], { env }))
      expect(ended).to.include({ code: 1, stdout: '' })
      expect((ended as { stderr: string }).stderr).to.include(`Kafka at ${address} cannot be used`)
      await silent.close()
    })

    it('lets a process speak to it without a warning', async () => {
      const { brokers, nodes } = await servers()
      const env = {
        ...process.env,
        OTKLIK_LOG: 'kafka',
        OTKLIK_STORE: 'elasticsearch',
        OTKLIK_KAFKA__BROKERS: brokers.join(),
        OTKLIK_KAFKA__CLIENT: client,
        OTKLIK_ELASTICSEARCH__NODES: nodes.join(),
      }
      const { stdout, stderr } = await run(process.execPath, [bin, 'topics', 'apply', '--dry-run'], { env })
      expect(stdout).to.include('to be made')
      expect(stderr).to.equal('')
    })

    async function all(name: string, count: number): Promise<readonly LogMessage[]> {
      const found: LogMessage[] = []
      await eventually(
        async () => {
          found.push(
            ...(await log.read({ topic: name, partition: 0, offset: (found.at(-1)?.offset ?? -1) + 1 }, { max: 100, waitMs: 1000 })),
          )
          return found.length
        },
        (length) => length >= count,
        20_000,
      )
      return found
    }

    it('takes a message for a topic that is only just being made', async () => {
      const message = { topic: 'late', key: 'k', value: 'x', headers: {}, at: Date.now() }
      const admin = foreign.admin()
      await admin.connect()
      const making = { topic: `${prefix}late`, numPartitions: 1, replicationFactor: 1 }
      const [[position]] = await Promise.all([log.append([message]), admin.createTopics({ topics: [making] })])
      await admin.disconnect()
      expect(position).to.deep.equal({ topic: 'late', partition: 0, offset: 0 })
    })

    it('says within seconds that there is no such topic', async () => {
      const begun = performance.now()
      const error = await failure(log.append([{ topic: 'nowhere', key: 'k', value: 'x', headers: {}, at: Date.now() }]))
      expect(error).to.be.instanceOf(Malformed)
      expect((error as Error).message).to.equal('Topic nowhere does not exist')
      expect(performance.now() - begun).to.be.below(5000)
    })

    it('refuses the one message that it cannot take, and none of those that were appended with it', async () => {
      await topic('small', { 'max.message.bytes': '4000' })
      const texts = ['1', '2', '3', 'x'.repeat(10_000), '5', '6', '7']
      const append = (value: string) => log.append([{ topic: 'small', key: 'k', value, headers: {}, at: Date.now() }])
      const ended = await Promise.allSettled(texts.map(append))
      expect(ended.flatMap((one, at) => (one.status === 'rejected' ? [[at, (one.reason as Error).name]] : []))).to.deep.equal([
        [3, 'Malformed'],
      ])
      const found = await all('small', 6)
      expect(found.map((one) => one.value)).to.deep.equal(['1', '2', '3', '5', '6', '7'])
      const offsets = ended.flatMap((one) => (one.status === 'fulfilled' ? one.value.map(({ offset }) => offset) : []))
      expect(offsets).to.deep.equal(found.map((one) => one.offset))
    })

    it('writes once what went to other topics in the answer that refuses a message', async () => {
      await topic('strait', { 'max.message.bytes': '4000' })
      await topic('beside')
      const append = (name: string, value: string) => log.append([{ topic: name, key: 'k', value, headers: {}, at: Date.now() }])
      const ended = await Promise.allSettled([append('beside', '1'), append('strait', 'x'.repeat(10_000)), append('beside', '2')])
      expect(ended.map((one) => one.status)).to.deep.equal(['fulfilled', 'rejected', 'fulfilled'])
      const written = await log.ranges('beside')
      expect(written.reduce((sum, { start, end }) => sum + end - start, 0)).to.equal(2)
    })

    // A topic with a codec of its own makes the server pack everything anew, as its own (Java) producers would.
    for (const codec of ['gzip', 'snappy', 'lz4', 'zstd']) {
      it(`reads what Kafka's own ${codec} has packed`, async () => {
        await topic(codec, { 'compression.type': codec })
        const at = Date.now()
        await log.append(
          Array.from({ length: COUNT }, (_, index) => ({ topic: codec, key: `${index}`, value: text(index), headers: {}, at })),
        )
        const found = await all(codec, COUNT)
        expect(found.map((one) => one.value)).to.deep.equal(Array.from({ length: COUNT }, (_, index) => text(index)))
      })
    }

    it('leaves nothing behind at a signal that outlives its polls', async () => {
      await topic('idle')
      const signal = new AbortController().signal
      const subscription = await log.subscribe({ group: 'idle', topics: ['idle'], member: 'one', from: 'start' })
      for (let poll = 0; poll < 5; poll += 1) await subscription.poll({ max: 1, waitMs: 20, signal })
      await subscription.close()
      expect(getEventListeners(signal, 'abort')).to.have.length(0)
    })

    it('reads a foreign record without key, without value or with a repeated header', async () => {
      await topic('foreign')
      const producer = foreign.producer()
      await producer.connect()
      const messages = [{ value: 'no key' }, { key: 'gone', value: null }, { key: 'h', value: 'x', headers: { list: ['1', '2'] } }]
      await producer.send({ topic: `${prefix}foreign`, messages })
      await producer.disconnect()
      const found = await all('foreign', 3)
      expect(found.map(({ key, value }) => [key, value])).to.deep.equal([
        ['', 'no key'],
        ['gone', ''],
        ['h', 'x'],
      ])
      expect(found[2]?.headers).to.deep.equal({ list: '2' })
    })

    it('reads past what a foreign transaction gave up', async () => {
      await topic('transactional')
      const producer = foreign.producer({ transactionalId: `${prefix}producer`, maxInFlightRequests: 1, idempotent: true })
      await producer.connect()
      const send = async (value: string, end: 'commit' | 'abort'): Promise<void> => {
        const transaction = await producer.transaction()
        await transaction.send({ topic: `${prefix}transactional`, messages: [{ key: 'k', value }] })
        await transaction[end]()
      }
      await send('kept', 'commit')
      await send('given up', 'abort')
      await send('kept too', 'commit')
      await producer.disconnect()
      const subscription = await log.subscribe({ group: 'g', topics: ['transactional'], member: 'm' })
      const found: LogMessage[] = []
      await eventually(
        async () => found.push(...(await subscription.poll({ max: 10, waitMs: 500 }))),
        (length) => length >= 2,
        20_000,
      )
      expect(found.map((one) => one.value)).to.deep.equal(['kept', 'kept too'])
      await subscription.close()
    })
  })
}

/** An address that takes connections and carries nothing. */
async function silence(): Promise<{ readonly wire: Proxy; readonly address: string }> {
  const wire = await proxy()
  wire.silence()
  return { wire, address: `127.0.0.1:${wire.port}` }
}

/** The real broker, but for what it says of its ListOffsets: that it is the one of Kafka 2.5. */
async function olderBroker(broker: string): Promise<{ readonly address: string; stop(): void }> {
  const [host, port] = broker.split(':') as [string, string]
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const real = connect(Number(port), host)
    for (const socket of [client, real]) sockets.add(socket.on('error', () => client.destroy()))
    client.pipe(real)
    real.on('data', (bytes: Buffer) => client.write(withOldListOffsets(bytes)))
    real.on('close', () => client.destroy())
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** Request 2 stands between requests 1 and 3, each with its lowest and highest version. */
function withOldListOffsets(bytes: Buffer): Buffer {
  for (let at = 0; at + 6 < bytes.length; at += 1) {
    if (bytes.readUInt16BE(at) === 2 && bytes.readUInt16BE(at + 2) === 1 && bytes.readUInt16BE(at + 4) >= 7 && bytes[at + 4] === 0) {
      bytes.writeUInt16BE(5, at + 4)
      return bytes
    }
  }
  return bytes
}
