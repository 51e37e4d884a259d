import { expect } from 'chai'
import { KAFKA_CLIENTS } from '../../../adapters/kafka/clients.ts'
import { kafkaLog } from '../../../adapters/kafka/log.ts'
import type { LogHalf } from '../../../core/halves.ts'
import { routedTopic } from '../../../core/topics.ts'
import { servers } from './servers.ts'

const HOUR_MS = 3_600_000

describe('retention on a broker that others use too', function () {
  this.timeout(60_000)
  const name = `${process.pid}`

  async function withLog(prefix: string, work: (log: LogHalf) => Promise<void>): Promise<void> {
    const access = { brokers: (await servers()).brokers, clientId: 'retention', tls: null, sasl: null }
    const log = await kafkaLog({ access, open: KAFKA_CLIENTS.kafkajs, prefix, leaseMs: 3000 })
    try {
      await work(log)
    } finally {
      await log.close()
    }
  }
  async function withOldMessage(log: LogHalf, topic: string): Promise<void> {
    await log.ensureTopics([{ name: topic, partitions: 1, retentionMs: HOUR_MS, about: '' }])
    await log.append([{ topic, key: '', value: '1', headers: {}, at: Date.now() - 2 * HOUR_MS }])
  }
  const kept = async (log: LogHalf, topic: string) => (await log.ranges(topic)).reduce((sum, { start, end }) => sum + end - start, 0)

  it('drops what this installation declares and leaves alone what it does not, where no prefix tells them apart', async () => {
    const [own, strange] = [routedTopic(`agency-${name}`), `strange-${name}`]
    await withLog('', async (log) => {
      await withOldMessage(log, own)
      await withOldMessage(log, strange)
      expect(await log.retain(Date.now())).to.be.above(0)
      expect([await kept(log, own), await kept(log, strange)]).to.deep.equal([0, 1])
    })
  })

  it('neither sees nor empties what another installation has, whose prefix begins with its own', async () => {
    const [short, long] = [`shared-${name}-`, `shared-${name}-test-`]
    await withLog(long, (other) => withOldMessage(other, 'posts.dead'))
    await withLog(short, async (log) => {
      await withOldMessage(log, 'posts.dead')
      await withOldMessage(log, 'payments.dead')
      expect((await log.topics()).map((topic) => topic.name)).to.deep.equal(['posts.dead'])
      expect(await log.retain(Date.now())).to.equal(1)
      expect([await kept(log, 'posts.dead'), await kept(log, 'payments.dead')]).to.deep.equal([0, 1])
    })
    await withLog(long, async (other) => {
      expect(await kept(other, 'posts.dead')).to.equal(1)
    })
  })
})
