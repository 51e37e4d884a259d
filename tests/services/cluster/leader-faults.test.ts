import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import kafkajs from 'kafkajs'
import { startKafkaCluster } from '../servers/kafka.ts'
import type { Program } from '../servers/program.ts'
import { faultyTown, THREE_WORKERS } from './fault.ts'

const PAUSE_MS = 30_000

describe('three brokers, one of which leads', function () {
  this.timeout(600_000)
  let brokers: readonly Program[] = []

  const all = faultyTown(THREE_WORKERS, async () => {
    brokers = await startKafkaCluster(mkdtempSync(join(tmpdir(), 'otklik-leader-')))
    return { OTKLIK_KAFKA__BROKERS: brokers.map((one) => `127.0.0.1:${one.port}`).join() }
  })
  after(() => Promise.all(brokers.map((one) => one.stop())))

  /** Who leads the first partition of the messages of cases. */
  async function leader(): Promise<Program> {
    const { brokers: addresses, prefix } = all.town.fleet.settings.kafka
    const admin = new kafkajs.Kafka({ brokers: [...addresses], logLevel: kafkajs.logLevel.NOTHING }).admin()
    await admin.connect()
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: [`${prefix}cases`] })
      return brokers[(topics[0]?.partitions.find((one) => one.partitionId === 0)?.leader ?? 0) - 1]!
    } finally {
      await admin.disconnect()
    }
  }

  it('is killed and stays away: nothing is lost, nothing doubled, the others lead, and a worker can be started', async () => {
    const lost = await leader()
    await all.survives(() => lost.kill())
    await all.town.fleet.start(['classify'])
    await lost.start()
  })

  it('stops for half a minute and comes back to others that lead', async () => {
    await all.survives(async () => {
      const held = await leader()
      held.pause()
      await sleep(PAUSE_MS)
      held.resume()
    })
  })
})
