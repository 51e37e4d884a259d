import { kafkaLog } from '../../../adapters/kafka/log.ts'
import { KAFKA_CLIENTS } from '../../../adapters/kafka/clients.ts'
import { type Fleet, fleet } from '../../services/cluster/fleet.ts'
import type { Bench, Measurement } from '../bench.ts'
import { put } from './posts.ts'
import { type Shared, shared } from './share.ts'

const MEASURED = Number(process.env['OTKLIK_TEST_POSTS'] ?? 8000)
/** As many again are read before the clock starts, by both sides. */
const POSTS = MEASURED * 2
const WORKERS = [1, 2, 4]
/** What bin/otklik.mjs gives a process, and what docs/operating.md says beside. */
const BY_ITSELF = '--max-semi-space-size=12'
const AS_DOCUMENTED = { NODE_OPTIONS: `${BY_ITSELF} --max-old-space-size=256` }
const NOTHING_SAID = { NODE_OPTIONS: BY_ITSELF }

export const bench: Bench = {
  name: `the pipeline on Kafka and Elasticsearch, ${MEASURED.toLocaleString('en')} real appeals, one broker, one node`,
  async run() {
    const all = await fleet({ OTKLIK_DEMO: 'false', OTKLIK_LOG_LEVEL: 'warn' })
    const store = await all.open()
    try {
      await put(store, 0, POSTS)
      const found: Measurement[] = []
      // The first round of the classifier makes what the intake reads; its later rounds would add to it.
      found.push(...(await compared(all, 'classify', WORKERS.slice(0, 1))))
      await warmUp(all)
      found.push(...(await compared(all, 'route', WORKERS)))
      found.push(...(await compared(all, 'classify', WORKERS.slice(1))))
      found.push(...(await withoutOptions(all)))
      return found
    } finally {
      await store.close()
      await all.dispose()
    }
  },
  limit: 'processor time: broker, node and workers share the cores, so that more workers than cores win nothing here',
}

/** Elasticsearch compiles itself in its first minute under load, which whoever is measured first would pay for: both sides once, unmeasured. */
async function warmUp(all: Fleet): Promise<void> {
  for (const task of ['route', 'bare create twice', 'route', 'bare create twice'] as const) await round(all, task, 1)
}

let rounds = 0

/** Own documents are made in an installation's worth of indices of their own, or the second round would find them there. */
async function round(
  all: Fleet,
  task: Parameters<typeof shared>[0]['task'],
  workers: number,
  env: Readonly<Record<string, string>> = AS_DOCUMENTED,
): Promise<Shared> {
  rounds += 1
  const prefix = `${all.env['OTKLIK_ELASTICSEARCH__PREFIX']}${rounds}-`
  const own = { ...all.env, OTKLIK_ELASTICSEARCH__PREFIX: prefix, ...env }
  return shared({ task, workers, count: POSTS, unmeasured: POSTS - MEASURED, group: `${prefix}bench`, env: own })
}

/** Peers of each stage, the plainest first. */
const PEERS = { classify: ['bare produce', 'bare classify'], route: ['bare create', 'bare create twice'] } as const

async function compared(all: Fleet, own: 'classify' | 'route', counts: readonly number[]): Promise<readonly Measurement[]> {
  if (own === 'classify') await bareTopic(all)
  const found: Measurement[] = []
  for (const workers of counts) {
    const of = `${workers} ${workers === 1 ? 'worker' : 'workers'}`
    const ours = await round(all, own, workers)
    found.push(
      { what: `${own}, ${of}`, unit: 'posts/s', value: ours.perSecond, bar: null },
      { what: `${own}, ${of}: processor time`, unit: 'ms/1000', value: ours.cpuMsPerThousand, bar: null },
      { what: `${own}, ${of}: RSS of the largest`, unit: 'MB', value: ours.rssMb, bar: '≤ 400' },
    )
    for (const peer of PEERS[own]) {
      const bare = await round(all, peer, workers)
      found.push(
        { what: `${peer}, ${of}`, unit: 'msg/s', value: bare.perSecond, bar: null },
        { what: `${peer}, ${of}: processor time`, unit: 'ms/1000', value: bare.cpuMsPerThousand, bar: null },
        { what: `${own} of ${peer}, ${of}`, unit: '%', value: (ours.perSecond / bare.perSecond) * 100, bar: '≥ 60' },
      )
    }
  }
  return found
}

async function bareTopic({ settings: { kafka } }: Fleet): Promise<void> {
  const access = { brokers: kafka.brokers, clientId: 'bench', tls: null, sasl: null }
  const log = await kafkaLog({ access, open: KAFKA_CLIENTS.kafkajs, prefix: kafka.prefix, leaseMs: 10_000 })
  await log.ensureTopics([{ name: 'posts.bare', partitions: kafka.partitions, retentionMs: null, about: '' }])
  await log.close()
}

async function withoutOptions(all: Fleet): Promise<readonly Measurement[]> {
  const found: Measurement[] = []
  for (const task of ['classify', 'route'] as const) {
    const { rssMb } = await round(all, task, 1, NOTHING_SAID)
    found.push({ what: `${task} without NODE_OPTIONS: RSS`, unit: 'MB', value: rssMb, bar: '≤ 400' })
  }
  return found
}
