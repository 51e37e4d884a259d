import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import kafkajs from 'kafkajs'
import { decodeAssignment } from '../../../adapters/kafka/consumer-protocol.ts'
import { openStore } from '../../../app/open-store.ts'
import { environmentLayer, loadSettings } from '../../../config/load-settings.ts'
import type { Settings } from '../../../config/settings.ts'
import type { Store } from '../../../core/store.ts'
import { type OtklikProcess, otklikProcess } from '../../browser/otklik-process.ts'
import { deleteIndices } from './raw-indices.ts'
import { servers } from './servers.ts'

const bin = fileURLToPath(new URL('../../../bin/otklik.mjs', import.meta.url))
const run = promisify(execFile)
const OPEN_WITHIN_MS = 60_000

export type Role = Settings['roles'][number]
export const EVERY_ROLE: readonly Role[] = ['console', 'collect', 'classify', 'route', 'publish', 'sweep', 'relay']

/** Processes that share one installation on the real servers: its topics and indices have a prefix of their own. */
export interface Fleet {
  readonly settings: Settings
  /** What a command of the installation needs in its environment. */
  readonly env: Readonly<Record<string, string>>
  /** One more process with these roles; `program` is another release's, when it is to run that. */
  start(roles: readonly Role[], env?: Readonly<Record<string, string>>, program?: string): Promise<OtklikProcess>
  /** Runs a command of the command line to its end. */
  cli(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ran>
  /** The installation as a tool sees it. */
  open(): Promise<Store>
  /** What a failure is looked into with: how far each group is in each partition, and the end of every process's log. */
  report(): Promise<string>
  /** Kills what still runs and deletes the installation's indices. */
  dispose(): Promise<void>
}

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

let fleets = 0

/** An installation with its topics made, and no process yet. `env` goes to every process. */
export async function fleet(env: Readonly<Record<string, string>> = {}): Promise<Fleet> {
  const { brokers, nodes } = await servers()
  fleets += 1
  const prefix = `fleet-${process.pid}-${fleets}-`
  const folder = mkdtempSync(join(tmpdir(), 'otklik-fleet-'))
  const shared = {
    // As docs/operating.md and the image run a worker.
    NODE_OPTIONS: '--max-old-space-size=256',
    OTKLIK_LOG: 'kafka',
    OTKLIK_STORE: 'elasticsearch',
    OTKLIK_KAFKA__BROKERS: brokers.join(),
    OTKLIK_KAFKA__PREFIX: prefix,
    OTKLIK_KAFKA__PARTITIONS: '4',
    OTKLIK_ELASTICSEARCH__NODES: nodes.join(),
    OTKLIK_ELASTICSEARCH__PREFIX: prefix,
    ...env,
  }
  await run(process.execPath, [bin, 'topics', 'apply'], { env: { ...process.env, ...shared } })
  const settings = loadSettings([environmentLayer(shared, () => '')])
  const started: OtklikProcess[] = []
  const open = () => openStore(settings, [], { signal: new AbortController().signal, withinMs: OPEN_WITHIN_MS, report: () => {} })
  return {
    settings,
    env: shared,
    async start(roles, own = {}, program = bin) {
      const one = await otklikProcess({ ...shared, ...own }, ['--roles', roles.join()], join(folder, String(started.length)), program)
      started.push(one)
      return one
    },
    open,
    async report() {
      const store = await open()
      try {
        return [...(await members(settings.kafka)), ...(await positions(store)), ...started.map(ending)].join('\n')
      } finally {
        await store.close()
      }
    },
    cli: (args, own = {}) => ran(args, { ...shared, ...own }),
    async dispose() {
      for (const { child } of started) child.kill('SIGKILL')
      await deleteIndices(prefix, settings.elasticsearch.nodes)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const GROUPS = { classifier: 'posts', intake: 'posts.classified', publisher: 'cases' } as const
const LOG_END = 4000

/** Who holds what, as the coordinator sees it. */
async function members({ brokers, prefix }: Settings['kafka']): Promise<readonly string[]> {
  const admin = new kafkajs.Kafka({ brokers: [...brokers], logLevel: kafkajs.logLevel.NOTHING }).admin()
  await admin.connect()
  try {
    const { groups } = await admin.describeGroups(Object.keys(GROUPS).map((group) => prefix + group))
    return groups.flatMap((group) => [
      `${group.groupId}: ${group.state}`,
      ...group.members.map((one) => `  ${one.memberId}: ${JSON.stringify(decodeAssignment(one.memberAssignment))}`),
    ])
  } finally {
    await admin.disconnect()
  }
}

async function positions(store: Store): Promise<readonly string[]> {
  const found = Object.entries(GROUPS).map(async ([group, topic]) => {
    const [ranges, committed] = await Promise.all([store.log.ranges(topic), store.log.committed(group, topic)])
    const places = new Map(committed.map(({ partition, offset }) => [partition, offset]))
    return ranges.map(({ partition, end }) => `${group} ${topic}/${partition}: committed ${places.get(partition) ?? 'nothing'} of ${end}`)
  })
  return (await Promise.all(found)).flat()
}

const ending = ({ child, log }: OtklikProcess): string => {
  const state = child.exitCode ?? child.signalCode ?? 'running'
  return `-- ${child.spawnargs.at(-1)} (pid ${child.pid}, ${state})\n${log().slice(-LOG_END)}`
}

/** A command of the command line, to its end. */
export async function ran(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ran> {
  try {
    const { stdout, stderr } = await run(process.execPath, [bin, ...args], { env: { ...process.env, ...env }, maxBuffer: 2 ** 26 })
    return { code: 0, out: stdout, err: stderr }
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: number; stdout?: string; stderr?: string }
    return { code: code ?? -1, out: stdout, err: stderr }
  }
}
