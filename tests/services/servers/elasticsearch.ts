import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Certificates } from './certificates.ts'
import { cacheFolder, javaHome, maven } from './maven.ts'
import { type Program, program } from './program.ts'
import { allStarted, freePort } from './server.ts'

const VERSION = '9.2.4'
const ACCOUNT = 'elasticsearch'

type Settings = Readonly<Record<string, string | number | boolean>>

export interface ElasticsearchOptions {
  /** TLS, and nobody without a name. Files of the configuration folder by their names. */
  readonly security?: { readonly certificates: Certificates; readonly files: Readonly<Record<string, string>> }
  /** More lines of `elasticsearch.yml`. */
  readonly settings?: Settings
}

/** A real node on the loopback, with nothing in it. */
export async function startElasticsearch(folder: string, options: ElasticsearchOptions = {}): Promise<Program> {
  const place = { port: await freePort(), transport: await freePort() }
  return node(folder, place, { ...options, settings: { 'discovery.type': 'single-node', ...options.settings } })
}

/** Three of them as one cluster. `disks`: folders of the first ones' data. */
export async function startElasticsearchCluster(folder: string, disks: readonly string[] = []): Promise<readonly Program[]> {
  const places = await Promise.all([1, 2, 3].map(async () => ({ port: await freePort(), transport: await freePort() })))
  const settings = {
    'discovery.seed_hosts': JSON.stringify(places.map(({ transport }) => `127.0.0.1:${transport}`)),
    'cluster.initial_master_nodes': JSON.stringify(places.map((_, index) => `node${index + 1}`)),
    // As docs/operating.md asks for.
    'cluster.info.update.interval': '10s',
  }
  return allStarted(
    places.map((place, index) => {
      const name = `node${index + 1}`
      const own = { ...settings, 'node.name': name, ...(disks[index] !== undefined && { 'path.data': disks[index] }) }
      return node(join(folder, name), place, { settings: own })
    }),
  )
}

interface Place {
  readonly port: number
  readonly transport: number
}

/** The server refuses to run as root: then it runs as an account of its own. */
async function node(folder: string, place: Place, options: ElasticsearchOptions): Promise<Program> {
  const java = await javaHome()
  const home = await distribution()
  for (const part of ['config', 'data', 'logs', 'tmp']) mkdirSync(join(folder, part), { recursive: true })
  cpSync(join(home, 'config'), join(folder, 'config'), { recursive: true })
  writeFileSync(
    join(folder, 'config/elasticsearch.yml'),
    lines({ ...settings(folder, place), ...secured(folder, options), ...options.settings }),
  )
  mkdirSync(join(folder, 'config/jvm.options.d'), { recursive: true })
  writeFileSync(join(folder, 'config/jvm.options.d/heap.options'), '-Xms768m\n-Xmx768m\n')
  const address = `${options.security === undefined ? 'http' : 'https'}://127.0.0.1:${place.port}`
  return program({
    folder,
    command: [
      ...asAccount([folder, ...(options.settings?.['path.data'] === undefined ? [] : [String(options.settings['path.data'])])]),
      join(home, 'bin/elasticsearch'),
    ],
    env: { PATH: process.env.PATH ?? '', ES_JAVA_HOME: java, ES_PATH_CONF: join(folder, 'config'), ES_TMPDIR: join(folder, 'tmp') },
    address,
    port: place.port,
    // What lets nobody in cannot be asked: it says in its log when it has begun.
    isReady: options.security === undefined ? () => answers(address) : (said) => said.includes('HealthNodeTaskExecutor'),
  })
}

const answers = (address: string): Promise<boolean> =>
  fetch(`${address}/_cluster/health?wait_for_status=yellow&timeout=1s`).then(
    (answer) => answer.ok,
    () => false,
  )

const lines = (settings: Settings): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('')

/** Copies the files into the configuration folder, which is the only one that the server reads certificates from. */
function secured(folder: string, { security }: ElasticsearchOptions): Readonly<Record<string, string | boolean>> {
  if (security === undefined) return { 'xpack.security.enabled': false }
  const { certificates, files } = security
  copyFileSync(certificates.certificate, join(folder, 'config/server.pem'))
  copyFileSync(certificates.key, join(folder, 'config/server.key'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'config', name), text)
  return {
    'xpack.security.enabled': true,
    'xpack.security.http.ssl.enabled': true,
    'xpack.security.http.ssl.certificate': 'server.pem',
    'xpack.security.http.ssl.key': 'server.key',
    'xpack.security.transport.ssl.enabled': false,
  }
}

/** The genuine server, its core and security, without the optional modules. */
async function distribution(): Promise<string> {
  const home = join(cacheFolder, `elasticsearch-${VERSION}`)
  if (existsSync(home)) return home
  mkdirSync(cacheFolder, { recursive: true })
  await maven(
    'copy',
    `-Dartifact=org.elasticsearch.distribution.integ-test-zip:elasticsearch:${VERSION}:zip`,
    `-DoutputDirectory=${cacheFolder}`,
  )
  const aside = join(cacheFolder, `.unpacked-${process.pid}`)
  const zip = join(cacheFolder, `elasticsearch-${VERSION}.zip`)
  execFileSync(join(await javaHome(), 'bin/jar'), ['--extract', '--file', zip, '--dir', prepared(aside)], { stdio: 'pipe' })
  for (const name of ['elasticsearch', 'elasticsearch-env', 'elasticsearch-cli', 'elasticsearch-keystore'])
    chmodSync(join(aside, `elasticsearch-${VERSION}/bin`, name), 0o755)
  renameSync(join(aside, `elasticsearch-${VERSION}`), home)
  rmSync(aside, { recursive: true })
  rmSync(zip)
  return home
}

const prepared = (folder: string): string => {
  mkdirSync(folder, { recursive: true })
  return folder
}

/** The command that runs what follows as an ordinary account. */
function asAccount(folders: readonly string[]): readonly string[] {
  if (process.getuid?.() !== 0) return ['env']
  try {
    execFileSync('id', [ACCOUNT], { stdio: 'ignore' })
  } catch {
    execFileSync('useradd', ['-r', '-s', '/usr/sbin/nologin', ACCOUNT])
  }
  for (const folder of folders) chmodSync(folder, 0o755)
  execFileSync('chown', ['-R', ACCOUNT, ...folders])
  const group = execFileSync('id', ['-g', ACCOUNT], { encoding: 'utf8' }).trim()
  return ['setpriv', `--reuid=${ACCOUNT}`, `--regid=${group}`, '--clear-groups']
}

const settings = (folder: string, { port, transport }: Place): Settings => ({
  'cluster.name': 'otklik-test',
  'path.data': `${folder}/data`,
  'path.logs': `${folder}/logs`,
  'path.repo': JSON.stringify([tmpdir()]),
  'network.host': '127.0.0.1',
  'http.port': port,
  'transport.port': transport,
  'cluster.routing.allocation.disk.threshold_enabled': false,
  'cluster.max_shards_per_node': 5000,
})
