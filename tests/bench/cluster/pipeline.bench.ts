import { kafkaLog } from '../../../adapters/kafka/log.ts'
import { KAFKA_CLIENTS } from '../../../adapters/kafka/clients.ts'
import { type Fleet, fleet } from '../../services/cluster/fleet.ts'
import { type Bench, type Measurement, middle, POOLS } from '../bench.ts'
import { put } from './posts.ts'
import { type Shared, shared } from './share.ts'

const MEASURED = Number(process.env['OTKLIK_TEST_POSTS'] ?? 8000)
/** As many again are read before the clock starts, by both sides. */
const POSTS = MEASURED * 2
const WORKERS = [1, 2, 4]
type Task = Parameters<typeof shared>[0]['task']

/** What bin/otklik.mjs gives a process, and what docs/operating.md says beside. */
const BY_ITSELF = '--max-semi-space-size=12'
const AS_DOCUMENTED = { ...POOLS, NODE_OPTIONS: `${BY_ITSELF} --max-old-space-size=256` }
const NOTHING_SAID = { ...POOLS, NODE_OPTIONS: BY_ITSELF }

export const bench: Bench = {
  name: `the pipeline on Kafka and Elasticsearch, ${MEASURED.toLocaleString('en')} real appeals, one broker, one node`,
  async run() {
    const all = await fleet({ OTKLIK_DEMO: 'false', OTKLIK_LOG_LEVEL: 'warn' })
    const store = await all.open()
    try {
      await put(store, 0, POSTS)
      const found: Measurement[] = []
      // One round of the classifier makes what the intake reads; later ones would add to it.
      await round(all, 'classify', 1)
      await warmUp(all)
      found.push(...(await compared(all, 'route', WORKERS)))
      await bareTopic(all)
      found.push(...(await compared(all, 'classify', WORKERS)))
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

let roundsRun = 0

/** Own documents are made in an installation's worth of indices of their own, or the second round would find them there. */
async function round(all: Fleet, task: Task, workers: number, env: Readonly<Record<string, string>> = AS_DOCUMENTED): Promise<Shared> {
  roundsRun += 1
  const prefix = `${all.env['OTKLIK_ELASTICSEARCH__PREFIX']}${roundsRun}-`
  const own = { ...all.env, OTKLIK_ELASTICSEARCH__PREFIX: prefix, ...env }
  return shared({ task, workers, count: POSTS, unmeasured: POSTS - MEASURED, group: `${prefix}bench`, env: own })
}

/** Peers of each stage, the plainest first. */
const PEERS = { classify: ['bare produce', 'bare json', 'bare classify'], route: ['bare create', 'bare create twice'] } as const

/** Each side in its turn so many times: the host is a third faster at one moment than at the next, and a round lasts seconds. */
const ROUNDS = 3

async function compared(all: Fleet, own: 'classify' | 'route', counts: readonly number[]): Promise<readonly Measurement[]> {
  const found: Measurement[] = []
  for (const workers of counts) {
    const of = `${workers} ${workers === 1 ? 'worker' : 'workers'}`
    const [ours, ...peers] = await inTurn(all, [own, ...PEERS[own]], workers)
    found.push(
      { what: `${own}, ${of}`, unit: 'posts/s', value: ours.perSecond, bar: null },
      { what: `${own}, ${of}: processor time`, unit: 'ms/1000', value: ours.cpuMsPerThousand, bar: null },
      { what: `${own}, ${of}: RSS of the largest`, unit: 'MB', value: ours.rssMb, bar: '≤ 400' },
    )
    found.push(...besidePeers(own, of, [ours, ...peers]))
  }
  return found
}

/** What each peer reaches, what the stage reaches of it, and what the peer does of the plainest one: what the same form costs a plain loop. */
function besidePeers(own: 'classify' | 'route', of: string, [ours, ...peers]: readonly [Shared, ...Shared[]]): readonly Measurement[] {
  const percent = (one: Shared, other: Shared): number => (one.perSecond / other.perSecond) * 100
  const [plainest] = peers
  return peers.flatMap((bare, index) => {
    const peer = PEERS[own][index]
    return [
      { what: `${peer}, ${of}`, unit: 'msg/s', value: bare.perSecond, bar: null },
      { what: `${peer}, ${of}: processor time`, unit: 'ms/1000', value: bare.cpuMsPerThousand, bar: null },
      { what: `${own} of ${peer}, ${of}`, unit: '%', value: percent(ours, bare), bar: '≥ 60' },
      ...(plainest === undefined || bare === plainest
        ? []
        : [{ what: `${peer} of ${PEERS[own][0]}, ${of}`, unit: '%', value: percent(bare, plainest), bar: null }]),
    ]
  })
}

/** The middle of each side's rounds, the largest RSS. */
async function inTurn(all: Fleet, tasks: readonly [Task, ...Task[]], workers: number): Promise<readonly [Shared, ...Shared[]]> {
  const rounds: Shared[][] = tasks.map(() => [])
  for (let turn = 0; turn < ROUNDS; turn += 1) {
    for (const [index, task] of tasks.entries()) rounds[index]?.push(await round(all, task, workers))
  }
  const [first, ...others] = rounds.map(middleOf)
  return [first as Shared, ...others]
}

const middleOf = (rounds: readonly Shared[]): Shared => ({
  perSecond: middle(rounds.map((one) => one.perSecond)),
  cpuMsPerThousand: middle(rounds.map((one) => one.cpuMsPerThousand)),
  rssMb: Math.max(...rounds.map((one) => one.rssMb)),
})

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
