import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import kafkajs from 'kafkajs'
import { startKafkaCluster } from '../servers/kafka.ts'
import type { Program } from '../servers/program.ts'
import { type Town, town } from './town.ts'

const PAUSE_MS = 30_000

describe('three brokers, one of which leads', function () {
  this.timeout(600_000)
  let brokers: readonly Program[]
  let all: Town

  before(async () => {
    brokers = await startKafkaCluster(mkdtempSync(join(tmpdir(), 'otklik-leader-')))
    all = await town({ OTKLIK_KAFKA__BROKERS: brokers.map((one) => `127.0.0.1:${one.port}`).join() })
    await Promise.all(
      [['collect', 'sweep'] as const, ['classify'] as const, ['route', 'relay', 'publish'] as const].map((roles) => all.fleet.start(roles)),
    )
  })
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') console.log(await all?.fleet.report())
  })
  after(async () => {
    await all?.dispose()
    await Promise.all((brokers ?? []).map((one) => one.stop()))
  })

  /** Who leads the first partition of the messages of cases. */
  async function leader(): Promise<Program> {
    const { brokers: addresses, prefix } = all.fleet.settings.kafka
    const admin = new kafkajs.Kafka({ brokers: [...addresses], logLevel: kafkajs.logLevel.NOTHING }).admin()
    await admin.connect()
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: [`${prefix}cases`] })
      return brokers[(topics[0]?.partitions.find((one) => one.partitionId === 0)?.leader ?? 0) - 1]!
    } finally {
      await admin.disconnect()
    }
  }

  async function survives(fault: () => Promise<void>): Promise<void> {
    const { goesOnMs, problems } = await all.through(fault)
    console.log(`      goes on after ${goesOnMs} ms`)
    expect(problems).to.deep.equal([])
  }

  it('is killed and stays away: nothing is lost, nothing doubled, the others lead, and a worker can be started', async () => {
    const lost = await leader()
    await survives(() => lost.kill())
    await all.fleet.start(['classify'])
    await lost.start()
  })

  it('stops for half a minute and comes back to others that lead', async () => {
    await survives(async () => {
      const held = await leader()
      held.pause()
      await sleep(PAUSE_MS)
      held.resume()
    })
  })
})
