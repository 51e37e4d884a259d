import { expect } from 'chai'
import { KAFKA_CLIENTS, type KafkaClient } from '../../../adapters/kafka/clients.ts'
import { Malformed } from '../../../core/errors.ts'
import { failure } from '../../contract/subject.ts'
import { kafkaUnderTest } from './kafka-under-test.ts'

for (const client of Object.keys(KAFKA_CLIENTS) as KafkaClient[]) {
  describe(`what Kafka takes and refuses (${client})`, function () {
    this.timeout(60_000)
    const { prefix, foreign, log, topic, all } = kafkaUnderTest(client, 'appends')

    it('takes a message for a topic that is only just being made', async () => {
      const message = { topic: 'late', key: 'k', value: 'x', headers: {}, at: Date.now() }
      const admin = foreign().admin()
      await admin.connect()
      const making = { topic: `${prefix}late`, numPartitions: 1, replicationFactor: 1 }
      const [[position]] = await Promise.all([log().append([message]), admin.createTopics({ topics: [making] })])
      await admin.disconnect()
      expect(position).to.deep.equal({ topic: 'late', partition: 0, offset: 0 })
    })

    it('says within seconds that there is no such topic', async () => {
      const begun = performance.now()
      const error = await failure(log().append([{ topic: 'nowhere', key: 'k', value: 'x', headers: {}, at: Date.now() }]))
      expect(error).to.be.instanceOf(Malformed)
      expect((error as Error).message).to.equal('Topic nowhere does not exist')
      expect(performance.now() - begun).to.be.below(5000)
    })

    it('refuses the one message that it cannot take, and none of those that were appended with it', async () => {
      await topic('small', { 'max.message.bytes': '4000' })
      const texts = ['1', '2', '3', 'x'.repeat(10_000), '5', '6', '7']
      const append = (value: string) => log().append([{ topic: 'small', key: 'k', value, headers: {}, at: Date.now() }])
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
      const append = (name: string, value: string) => log().append([{ topic: name, key: 'k', value, headers: {}, at: Date.now() }])
      const ended = await Promise.allSettled([append('beside', '1'), append('strait', 'x'.repeat(10_000)), append('beside', '2')])
      expect(ended.map((one) => one.status)).to.deep.equal(['fulfilled', 'rejected', 'fulfilled'])
      const written = await log().ranges('beside')
      expect(written.reduce((sum, { start, end }) => sum + end - start, 0)).to.equal(2)
    })
  })
}
