import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { KAFKA_CLIENTS, type KafkaClient } from '../../../adapters/kafka/clients.ts'
import { startKafka } from '../servers/kafka.ts'
import type { Program } from '../servers/program.ts'
import { type Proxy, proxy } from '../servers/proxy.ts'

const bin = fileURLToPath(new URL('../../../bin/otklik.mjs', import.meta.url))
/** Long enough for the plan to be seen before the broker has made a topic of it. */
const FAR_AWAY_MS = 200

describe('topics apply', function () {
  this.timeout(120_000)
  let wire: Proxy
  let broker: Program

  before(async () => {
    wire = await proxy()
    broker = await startKafka(mkdtempSync(join(tmpdir(), 'otklik-topics-')), { advertised: () => wire.port })
    wire.leadTo(broker.port)
  })
  after(async () => {
    await broker?.stop()
    await wire?.close()
  })

  function apply(client: KafkaClient): ChildProcess {
    const env = {
      OTKLIK_LOG: 'kafka',
      OTKLIK_STORE: 'elasticsearch',
      OTKLIK_KAFKA__BROKERS: `127.0.0.1:${wire.port}`,
      OTKLIK_KAFKA__PREFIX: `${client}-`,
      OTKLIK_KAFKA__CLIENT: client,
      OTKLIK_ELASTICSEARCH__NODES: 'http://127.0.0.1:1',
    }
    return spawn(process.execPath, [bin, 'topics', 'apply'], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
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
    })
  }
})
