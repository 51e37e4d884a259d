import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KAFKA_CLIENTS } from '../../../adapters/kafka/clients.ts'
import { kafkaLog } from '../../../adapters/kafka/log.ts'
import { startKafka } from '../../services/servers/kafka.ts'
import { type Bench, type Measurement, middle } from '../bench.ts'
import { bareKafkajs, type Loop, PARTITIONS, through } from './loops.ts'

const COUNT = 40_000
const ROUNDS = 5
const VALUE = JSON.stringify('x'.repeat(1000))
const LOOPS: Readonly<Record<string, Loop>> = {
  'bare kafkajs loop': bareKafkajs,
  'log over kafkajs': through('kafkajs'),
  'log over @platformatic/kafka': through('platformatic'),
}

/** Rounds take turns, so that what else the machine does strikes all alike. The first one of each warms up and is not counted. */
async function measured(brokers: readonly string[]): Promise<readonly Measurement[]> {
  const speeds = new Map<string, number[]>(Object.keys(LOOPS).map((name) => [name, []]))
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [name, loop] of Object.entries(LOOPS)) {
      const tookMs = await loop({ brokers, from: 'in', to: 'out', group: `${name} ${round}` }, COUNT)
      if (round > 0) speeds.get(name)?.push((COUNT / tookMs) * 1000)
    }
  }
  return [...speeds].flatMap(([name, values]) => [
    { what: `${name}, median of ${ROUNDS}`, unit: 'msg/s', value: middle(values), bar: name.startsWith('bare') ? null : '≥ 60 % of bare' },
    { what: `${name}, slowest`, unit: 'msg/s', value: Math.min(...values), bar: null },
    { what: `${name}, fastest`, unit: 'msg/s', value: Math.max(...values), bar: null },
  ])
}

export const bench: Bench = {
  name: `Kafka clients: read, write and commit ${COUNT.toLocaleString('en')} messages of 1 KB in batches of 500, ${PARTITIONS} partitions, one broker`,
  limit: 'the broker shares the cores with the loop',
  async run() {
    const server = await startKafka(join(mkdtempSync(join(tmpdir(), 'otklik-bench-')), 'kafka'))
    try {
      const access = { brokers: [server.address], clientId: 'bench', tls: null, sasl: null }
      const log = await kafkaLog({ access, open: KAFKA_CLIENTS.platformatic, prefix: '', leaseMs: 10_000 })
      await log.ensureTopics(['in', 'out'].map((name) => ({ name, partitions: PARTITIONS, retentionMs: null, about: '' })))
      for (let at = 0; at < COUNT; at += 1000)
        await log.append(
          Array.from({ length: 1000 }, (_, index) => ({
            topic: 'in',
            key: `k${at + index}`,
            value: VALUE,
            headers: { ce_id: `${at + index}` },
            at: 1,
          })),
        )
      await log.close()
      return await measured([server.address])
    } finally {
      await server.stop()
    }
  },
}
