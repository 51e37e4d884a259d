import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startKafka } from '../servers/kafka.ts'
import type { Program } from '../servers/program.ts'
import { type Proxy, proxy } from '../servers/proxy.ts'
import { faultyTown, THREE_WORKERS } from './fault.ts'

const AWAY_MS = 10_000
const PAUSE_MS = 30_000
const WITHOUT_NETWORK_MS = 8000
const SLOW_MS = 200

describe('a broker and the way to it', function () {
  this.timeout(900_000)
  let wire: Proxy
  let broker: Program

  const { survives } = faultyTown(THREE_WORKERS, async () => {
    wire = await proxy()
    broker = await startKafka(mkdtempSync(join(tmpdir(), 'otklik-broker-')), { advertised: () => wire.port })
    wire.leadTo(broker.port)
    return {
      OTKLIK_KAFKA__BROKERS: `127.0.0.1:${wire.port}`,
      OTKLIK_KAFKA__CLIENT: process.env.OTKLIK_TEST_KAFKA_CLIENT ?? 'kafkajs',
    }
  })
  after(async () => {
    await broker?.stop()
    await wire?.close()
  })

  const faults: Readonly<Record<string, () => Promise<void>>> = {
    'killed and started again': async () => {
      await broker.kill()
      await sleep(AWAY_MS)
      await broker.start()
    },
    'stopped for half a minute and going on': async () => {
      broker.pause()
      await sleep(PAUSE_MS)
      broker.resume()
    },
    'cut off': async () => {
      wire.cut()
      await sleep(WITHOUT_NETWORK_MS)
      wire.heal()
    },
    'behind a wire that has gone silent': async () => {
      wire.silence()
      await sleep(WITHOUT_NETWORK_MS)
      wire.heal()
    },
    'far away': async () => {
      wire.delay(SLOW_MS)
      await sleep(WITHOUT_NETWORK_MS)
      wire.heal()
    },
  }
  for (const [name, fault] of Object.entries(faults))
    it(`${name}: nothing is lost, nothing doubled, and the work goes on by itself`, () => survives(fault))
})
