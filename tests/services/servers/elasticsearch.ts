import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Certificates } from './certificates.ts'
import { cacheFolder, javaHome, maven } from './maven.ts'
import { freePort, type Server, started } from './server.ts'

const VERSION = '9.2.4'
const ACCOUNT = 'elasticsearch'

export interface ElasticsearchOptions {
  /** TLS, and nobody without a name. Files of the configuration folder by their names. */
  readonly security?: { readonly certificates: Certificates; readonly files: Readonly<Record<string, string>> }
  /** More lines of `elasticsearch.yml`. */
  readonly settings?: Readonly<Record<string, string | number>>
}

/** A real node on the loopback, with nothing in it. The server refuses to run as root: then it runs as an account of its own. */
export async function startElasticsearch(folder: string, options: ElasticsearchOptions = {}): Promise<Server> {
  const java = await javaHome()
  const home = await program()
  const [port, transport] = [await freePort(), await freePort()]
  for (const part of ['config', 'data', 'logs', 'tmp']) mkdirSync(join(folder, part), { recursive: true })
  cpSync(join(home, 'config'), join(folder, 'config'), { recursive: true })
  writeFileSync(
    join(folder, 'config/elasticsearch.yml'),
    settings(folder, port, transport) + lines({ ...secured(folder, options), ...options.settings }),
  )
  mkdirSync(join(folder, 'config/jvm.options.d'), { recursive: true })
  writeFileSync(join(folder, 'config/jvm.options.d/heap.options'), '-Xms768m\n-Xmx768m\n')
  const account = asAccount(folder)
  const output = join(folder, 'out.log')
  const log = openSync(output, 'w')
  const child = spawn(account[0] ?? 'env', [...account.slice(1), join(home, 'bin/elasticsearch')], {
    env: { PATH: process.env.PATH ?? '', ES_JAVA_HOME: java, ES_PATH_CONF: join(folder, 'config'), ES_TMPDIR: join(folder, 'tmp') },
    cwd: join(folder, 'tmp'),
    stdio: ['ignore', log, log],
    detached: true,
  })
  const address = `${options.security === undefined ? 'http' : 'https'}://127.0.0.1:${port}`
  const said = (): string => readFileSync(output, 'utf8')
  // What lets nobody in cannot be asked: it says in its log when it has begun.
  const isReady = options.security === undefined ? () => answers(address) : () => said().includes('HealthNodeTaskExecutor')
  const server = {
    address,
    async stop() {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
  return started(server, isReady, said)
}

const answers = (address: string): Promise<boolean> =>
  fetch(`${address}/_cluster/health?wait_for_status=yellow&timeout=1s`).then(
    (answer) => answer.ok,
    () => false,
  )

const lines = (settings: Readonly<Record<string, string | number | boolean>>): string =>
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
async function program(): Promise<string> {
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
function asAccount(folder: string): readonly string[] {
  if (process.getuid?.() !== 0) return ['env']
  try {
    execFileSync('id', [ACCOUNT], { stdio: 'ignore' })
  } catch {
    execFileSync('useradd', ['-r', '-s', '/usr/sbin/nologin', ACCOUNT])
  }
  chmodSync(folder, 0o755)
  execFileSync('chown', ['-R', ACCOUNT, folder])
  const group = execFileSync('id', ['-g', ACCOUNT], { encoding: 'utf8' }).trim()
  return ['setpriv', `--reuid=${ACCOUNT}`, `--regid=${group}`, '--clear-groups']
}

const settings = (folder: string, port: number, transport: number): string => `cluster.name: otklik-test
path.data: ${folder}/data
path.logs: ${folder}/logs
path.repo: ["${tmpdir()}"]
network.host: 127.0.0.1
http.port: ${port}
transport.port: ${transport}
discovery.type: single-node
cluster.routing.allocation.disk.threshold_enabled: false
cluster.max_shards_per_node: 5000
`
