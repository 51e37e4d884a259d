import { execFile } from 'node:child_process'
import { getEventListeners } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { KAFKA_CLIENTS, type KafkaClient } from '../../../adapters/kafka/clients.ts'
import { kafkaLog } from '../../../adapters/kafka/log.ts'
import { Misconfigured } from '../../../core/errors.ts'
import type { LogMessage } from '../../../core/message.ts'
import { eventually, failure } from '../../contract/subject.ts'
import { type Proxy, proxy } from '../servers/proxy.ts'
import { kafkaUnderTest } from './kafka-under-test.ts'
import { servers } from './servers.ts'

const bin = fileURLToPath(new URL('../../../bin/otklik.mjs', import.meta.url))
const run = promisify(execFile)
const COUNT = 50
const text = (index: number): string => JSON.stringify(`сообщение ${index} `.repeat(40))

for (const client of Object.keys(KAFKA_CLIENTS) as KafkaClient[]) {
  describe(`what only Kafka does (${client})`, function () {
    this.timeout(60_000)
    const { prefix, foreign, log, topic, all } = kafkaUnderTest(client, 'kafka')

    it('says which broker is too old, what was found and what is needed', async () => {
      const old = await olderBroker((await servers()).brokers[0]!)
      const access = { brokers: [old.address], clientId: 'kafka-test', tls: null, sasl: null }
      const error = await failure(kafkaLog({ access, open: KAFKA_CLIENTS[client], prefix, leaseMs: 2000 }))
      expect(error).to.be.instanceOf(Misconfigured)
      expect((error as Error).message).to.equal(
        `Kafka: the broker at ${old.address} is older than Kafka 3.6: it understands AddPartitionsToTxn up to version 3, which is version 4 there`,
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

    // A topic with a codec of its own makes the server pack everything anew, as its own (Java) producers would.
    for (const codec of ['gzip', 'snappy', 'lz4', 'zstd']) {
      it(`reads what Kafka's own ${codec} has packed`, async () => {
        await topic(codec, { 'compression.type': codec })
        const at = Date.now()
        await log().append(
          Array.from({ length: COUNT }, (_, index) => ({ topic: codec, key: `${index}`, value: text(index), headers: {}, at })),
        )
        const found = await all(codec, COUNT)
        expect(found.map((one) => one.value)).to.deep.equal(Array.from({ length: COUNT }, (_, index) => text(index)))
      })
    }

    it('leaves nothing behind at a signal that outlives its polls', async () => {
      await topic('idle')
      const signal = new AbortController().signal
      const subscription = await log().subscribe({ group: 'idle', topics: ['idle'], member: 'one', from: 'start' })
      for (let poll = 0; poll < 5; poll += 1) await subscription.poll({ max: 1, waitMs: 20, signal })
      await subscription.close()
      expect(getEventListeners(signal, 'abort')).to.have.length(0)
    })

    it('reads a foreign record without key, without value or with a repeated header', async () => {
      await topic('foreign')
      const producer = foreign().producer()
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
      const producer = foreign().producer({ transactionalId: `${prefix}producer`, maxInFlightRequests: 1, idempotent: true })
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
      const subscription = await log().subscribe({ group: 'g', topics: ['transactional'], member: 'm' })
      const found: LogMessage[] = []
      await eventually(
        async () => found.push(...(await subscription.poll({ max: 10, waitMs: 500 }))),
        (length) => length >= 2,
        20_000,
      )
      expect(found.map((one) => one.value)).to.deep.equal(['kept', 'kept too'])
      await subscription.close()
      const read = (offset: number) => log().read({ topic: 'transactional', partition: 0, offset }, { max: 1, waitMs: 0 })
      const end = (await log().ranges('transactional'))[0]?.end ?? 0
      expect((await read(1)).map((one) => one.value)).to.deep.equal(['kept too'])
      expect(await read(end - 1)).to.deep.equal([])
    })

    it('goes on with what comes where a log has lost its end, before the commit', async () => {
      await topic('shorter')
      const append = (value: string) => log().append([{ topic: 'shorter', key: 'k', value, headers: {}, at: Date.now() }])
      await append('lost with the rest')
      const subscribe = () => log().subscribe({ group: 'g', topics: ['shorter'], member: 'm', from: 'start' })
      const before = await subscribe()
      await eventually(
        () => before.poll({ max: 10, waitMs: 500 }),
        (found) => found.length > 0,
        20_000,
      )
      await log().commit(before.fence, [{ topic: 'shorter', partition: 0, offset: 1000 }])
      await before.close()
      const after = await subscribe()
      await eventually(
        async () => (await after.poll({ max: 10, waitMs: 500 }), after.assigned()),
        (partitions) => partitions.length > 0,
        20_000,
      )
      await append('new')
      const [message] = await eventually(
        () => after.poll({ max: 10, waitMs: 500 }),
        (found) => found.length > 0,
        20_000,
      )
      expect(message).to.deep.include({ value: 'new', offset: 1 })
      await log().commit(after.fence, [{ topic: 'shorter', partition: 0, offset: 2 }])
      await after.close()
    })
  })
}

/** An address that takes connections and carries nothing. */
async function silence(): Promise<{ readonly wire: Proxy; readonly address: string }> {
  const wire = await proxy()
  wire.silence()
  return { wire, address: `127.0.0.1:${wire.port}` }
}

/** The real broker, but for what it says of its AddPartitionsToTxn: that it is the one of Kafka 3.5. */
async function olderBroker(broker: string): Promise<{ readonly address: string; stop(): void }> {
  const [host, port] = broker.split(':') as [string, string]
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const real = connect(Number(port), host)
    for (const socket of [client, real]) sockets.add(socket.on('error', () => client.destroy()))
    client.pipe(real)
    real.on('data', (bytes: Buffer) => client.write(asOlder(bytes)))
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

/** Request 24 stands between requests 23 and 25, each with its lowest and highest version. */
function asOlder(bytes: Buffer): Buffer {
  for (let at = 0; at + 6 < bytes.length; at += 1) {
    if (bytes.readUInt16BE(at) === 24 && bytes.readUInt16BE(at + 2) === 0 && [4, 5].includes(bytes.readUInt16BE(at + 4))) {
      bytes.writeUInt16BE(3, at + 4)
      return bytes
    }
  }
  return bytes
}
