import type { Client } from '@elastic/elasticsearch'
import { elasticsearchClient } from '../../../adapters/elasticsearch/client.ts'
import type { LogMessage } from '../../../core/message.ts'
import type { Store } from '../../../core/store.ts'
import { type Fleet, fleet } from '../../services/cluster/fleet.ts'
import type { Bench, Measurement } from '../bench.ts'
import { put } from './posts.ts'
import { type Shared, shared } from './share.ts'

const POSTS = Number(process.env['OTKLIK_TEST_POSTS'] ?? 4000)

/** What docs/scaling.md reckons with. */
export const bench: Bench = {
  name: `what a post costs: ${POSTS.toLocaleString('en')} real appeals led through every stage, one after the other`,
  async run() {
    const all = await fleet({ OTKLIK_DEMO: 'false', OTKLIK_LOG_LEVEL: 'warn' })
    const store = await all.open()
    const client = elasticsearchClient({ nodes: all.settings.elasticsearch.nodes, auth: null, caFile: null })
    try {
      await put(store, 0, POSTS)
      const spent = await stages(all, store, client)
      return [...spent, ...(await messageBytes(store)), ...(await documentBytes(all, client))]
    } finally {
      await client.close()
      await store.close()
      await all.dispose()
    }
  },
  limit: 'one node with one shard and no replica: its processor time is spent once for every copy',
}

async function stages(all: Fleet, store: Store, client: Client): Promise<readonly Measurement[]> {
  const alone = (task: 'classify' | 'route'): Promise<Shared> =>
    shared({ workers: 1, count: POSTS, unmeasured: 0, task, group: `footprint ${task}`, env: all.env })
  const classify = await alone('classify')
  const route = await alongside(client, () => alone('route'))
  const cases = await store.documents.count({ collection: 'cases' })
  const relay = await alongside(client, () => relayed(store))
  return [
    { what: 'posts that become a case', unit: '%', value: (cases / POSTS) * 100, bar: null },
    { what: 'classify: processor time', unit: 'ms/1000', value: classify.cpuMsPerThousand, bar: null },
    { what: 'route: processor time', unit: 'ms/1000', value: route.result.cpuMsPerThousand, bar: null },
    { what: 'route: processor time of Elasticsearch', unit: 'ms/1000', value: (route.nodeMs / POSTS) * 1000, bar: null },
    { what: 'relay: one process moves', unit: 'msg/s', value: relay.result.messages / relay.result.seconds, bar: null },
    { what: 'relay: its processor time', unit: 'ms/1000', value: (relay.result.cpuMs / relay.result.messages) * 1000, bar: null },
    { what: 'relay: processor time of Elasticsearch', unit: 'ms/1000', value: (relay.nodeMs / cases) * 1000, bar: null },
  ]
}

/** What the node has spent meanwhile, in ms. */
async function alongside<T>(client: Client, work: () => Promise<T>): Promise<{ readonly result: T; readonly nodeMs: number }> {
  const spentMs = async (): Promise<number> => {
    const { nodes } = await client.nodes.stats({ metric: 'process' })
    return Object.values(nodes).reduce((sum, node) => sum + Number(node.process?.cpu?.total_in_millis ?? 0), 0)
  }
  const before = await spentMs()
  const result = await work()
  return { result, nodeMs: (await spentMs()) - before }
}

async function relayed(store: Store): Promise<{ readonly messages: number; readonly seconds: number; readonly cpuMs: number }> {
  const [begun, cpu] = [performance.now(), process.cpuUsage()]
  let messages = 0
  for (let moved = 1; moved > 0; messages += moved) moved = await store.relay()
  const { user, system } = process.cpuUsage(cpu)
  return { messages, seconds: (performance.now() - begun) / 1000, cpuMs: (user + system) / 1000 }
}

/** As they are on the log: nothing is compressed. */
async function messageBytes({ log }: Store): Promise<readonly Measurement[]> {
  const found: Measurement[] = []
  for (const topic of ['posts', 'posts.classified', 'cases']) {
    const sizes: number[] = []
    for (const { partition, start, end } of await log.ranges(topic)) {
      for (let offset = start; offset < end;) {
        const page = await log.read({ topic, partition, offset }, { max: 500, waitMs: 0 })
        sizes.push(...page.map(sizeOf))
        offset = (page.at(-1)?.offset ?? end) + 1
      }
    }
    const mean = sizes.reduce((sum, one) => sum + one, 0) / sizes.length
    found.push({ what: `a message on ${topic}`, unit: 'bytes', value: mean, bar: null })
  }
  return found
}

const sizeOf = ({ key, value, headers }: LogMessage): number => Buffer.byteLength(key + value + Object.entries(headers).flat().join(''))

/** On the disk of one copy, once what was overwritten is merged away. */
async function documentBytes(all: Fleet, client: Client): Promise<readonly Measurement[]> {
  const { prefix } = all.settings.elasticsearch
  const found: Measurement[] = []
  for (const [name, index] of [
    ['the archive', `${prefix}posts-*`],
    ['cases', `${prefix}cases`],
  ] as const) {
    await client.indices.flush({ index })
    await client.indices.forcemerge({ index, max_num_segments: 1 })
    const { _all } = await client.indices.stats({ index, metric: ['docs', 'store'] })
    const { docs, store } = _all.primaries ?? {}
    found.push({ what: `a document of ${name}`, unit: 'bytes', value: (store?.size_in_bytes ?? 0) / (docs?.count ?? 1), bar: null })
  }
  return found
}
