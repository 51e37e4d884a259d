import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startElasticsearch } from '../servers/elasticsearch.ts'
import { startKafka } from '../servers/kafka.ts'
import type { Server } from '../servers/server.ts'

/** Addresses of the servers the cluster suites run against. */
export interface Servers {
  readonly brokers: readonly string[]
  readonly nodes: readonly string[]
}

const started: Server[] = []
let running: Promise<Servers> | null = null

/** Those of OTKLIK_TEST_KAFKA and OTKLIK_TEST_ELASTICSEARCH, or real ones started here once for the whole run. */
export function servers(): Promise<Servers> {
  running ??= start()
  return running
}

async function start(): Promise<Servers> {
  const folder = join(tmpdir(), `otklik-servers-${process.pid}`)
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  const own = async (address: string | undefined, launch: () => Promise<Server>): Promise<readonly string[]> => {
    if (address !== undefined) return address.split(',')
    const server = await launch()
    started.push(server)
    return [server.address]
  }
  // Both are waited for, so that what did start is known and can be stopped when the other fails.
  const [brokers, nodes] = await bothOf([
    own(process.env.OTKLIK_TEST_KAFKA, () => startKafka(join(folder, 'kafka'))),
    own(process.env.OTKLIK_TEST_ELASTICSEARCH, () => startElasticsearch(join(folder, 'elasticsearch'))),
  ])
  return { brokers, nodes }
}

async function bothOf<T>(starts: readonly [Promise<T>, Promise<T>]): Promise<readonly [T, T]> {
  await Promise.allSettled(starts)
  return Promise.all(starts)
}

export async function stopServers(): Promise<void> {
  await Promise.all(started.splice(0).map((server) => server.stop()))
}
