import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import kafkajs from 'kafkajs'
import { KAFKA_CLIENTS, type KafkaClient } from '../../../adapters/kafka/clients.ts'
import { startKafka } from '../servers/kafka.ts'
import type { Program } from '../servers/program.ts'
import { type Proxy, proxy } from '../servers/proxy.ts'

const bin = fileURLToPath(new URL('../../../bin/otklik.mjs', import.meta.url))
/** Long enough for the plan to be seen before the broker has made a topic of it. */
const FAR_AWAY_MS = 200
/** What a broker would do with topics that do not say how they are kept. */
const DEFAULTS = { 'log.retention.bytes': 2_000_000, 'log.cleanup.policy': 'compact', 'log.message.timestamp.type': 'LogAppendTime' }
const KEPT = { 'retention.ms': '-1', 'retention.bytes': '-1', 'cleanup.policy': 'delete', 'message.timestamp.type': 'CreateTime' }

describe('topics apply', function () {
  this.timeout(120_000)
  let wire: Proxy
  let broker: Program

  before(async () => {
    wire = await proxy()
    broker = await startKafka(mkdtempSync(join(tmpdir(), 'otklik-topics-')), { advertised: () => wire.port, settings: DEFAULTS })
    wire.leadTo(broker.port)
  })
  after(async () => {
    await broker?.stop()
    await wire?.close()
  })

  function apply(client: KafkaClient, more: Readonly<Record<string, string>> = {}, ...args: readonly string[]): ChildProcess {
    const env = {
      OTKLIK_LOG: 'kafka',
      OTKLIK_STORE: 'elasticsearch',
      OTKLIK_KAFKA__BROKERS: `127.0.0.1:${wire.port}`,
      OTKLIK_KAFKA__PREFIX: `${client}-`,
      OTKLIK_KAFKA__CLIENT: client,
      OTKLIK_ELASTICSEARCH__NODES: 'http://127.0.0.1:1',
      ...more,
    }
    return spawn(process.execPath, [bin, 'topics', 'apply', ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }

  for (const client of Object.keys(KAFKA_CLIENTS) as KafkaClient[]) {
    it(`goes on when the broker is away in the middle of it for longer than one question lasts (${client})`, async () => {
      wire.heal()
      wire.delay(FAR_AWAY_MS)
      const command = apply(client)
      const exit = once(command, 'exit')
      let [out, errors] = ['', '']
      command.stdout?.on('data', (text: Buffer) => {
        if (out === '') wire.cut()
        out += text.toString()
      })
      command.stderr?.on('data', (text: Buffer) => {
        errors += text.toString()
        wire.heal()
      })
      expect(await exit).to.deep.equal([0, null])
      expect(errors).to.match(/^Kafka: .*; trying again\n$/)
      expect(out).to.match(/\n(\d+) made, 0 left as they are\n$/)
      expect(out).to.match(/^make .*\(1 copy of every message for good, because 1 broker answers\)$/m)
    })

    it(`makes nothing where more copies are set than there are brokers (${client})`, async () => {
      wire.heal()
      const { code, out, errors } = await ended(apply(client, { OTKLIK_KAFKA__PREFIX: `${client}-more-`, OTKLIK_KAFKA__REPLICAS: '2' }))
      expect([code, out]).to.deep.equal([1, ''])
      expect(errors).to.equal('otklik topics: kafka.replicas asks for 2 copies of every message, and 1 broker answers\n')
    })

    it(`leaves nothing of what is kept to the broker, and names what a topic that is there says otherwise (${client})`, async () => {
      wire.heal()
      const admin = new kafkajs.Kafka({ brokers: [`127.0.0.1:${wire.port}`], logLevel: kafkajs.logLevel.NOTHING }).admin()
      await admin.connect()
      const topic = { type: kafkajs.ConfigResourceTypes.TOPIC, name: `${client}-cases` }
      const described = await admin.describeConfigs({ resources: [topic], includeSynonyms: false })
      const said = Object.fromEntries(described.resources[0]!.configEntries.map((one) => [one.configName, one.configValue]))
      expect(said).to.include(KEPT)
      expect(await ended(apply(client, {}, '--dry-run')))
        .to.include({ code: 0 })
        .and.property('out')
        .not.to.include('by hand')
      // Whatever is not named is left to the broker by this request.
      await admin.alterConfigs({ validateOnly: false, resources: [{ ...topic, configEntries: [{ name: 'retention.ms', value: '-1' }] }] })
      await admin.disconnect()
      const { out } = await ended(apply(client))
      expect(out).to.match(
        /^differs cases .*\(retention\.bytes is 2000000, -1 is declared; .*timestamp\.type is LogAppendTime, CreateTime/m,
      )
      expect(out).to.include(
        `--entity-name ${client}-cases --alter --add-config retention.bytes=-1,cleanup.policy=delete,message.timestamp.type=CreateTime\n`,
      )
    })
  }
})

async function ended(command: ChildProcess): Promise<{ readonly code: unknown; readonly out: string; readonly errors: string }> {
  let [out, errors] = ['', '']
  command.stdout?.on('data', (text: Buffer) => (out += text.toString()))
  command.stderr?.on('data', (text: Buffer) => (errors += text.toString()))
  const [code] = (await once(command, 'close')) as [unknown]
  return { code, out, errors }
}
