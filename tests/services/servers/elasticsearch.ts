import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cacheFolder, javaHome, maven } from './maven.ts'
import { freePort, type Server, started } from './server.ts'

const VERSION = '9.2.4'
const ACCOUNT = 'elasticsearch'

/** A real node on the loopback, with nothing in it. The server refuses to run as root: then it runs as an account of its own. */
export async function startElasticsearch(folder: string): Promise<Server> {
  const java = await javaHome()
  const home = await program()
  const [port, transport] = [await freePort(), await freePort()]
  for (const part of ['config', 'data', 'logs', 'tmp']) mkdirSync(join(folder, part), { recursive: true })
  cpSync(join(home, 'config'), join(folder, 'config'), { recursive: true })
  writeFileSync(join(folder, 'config/elasticsearch.yml'), settings(folder, port, transport))
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
  const address = `http://127.0.0.1:${port}`
  const isReady = async (): Promise<boolean> =>
    fetch(`${address}/_cluster/health?wait_for_status=yellow&timeout=1s`).then(
      (answer) => answer.ok,
      () => false,
    )
  const server = {
    address,
    async stop() {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
  return started(server, isReady, () => readFileSync(output, 'utf8'))
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
xpack.security.enabled: false
cluster.routing.allocation.disk.threshold_enabled: false
cluster.max_shards_per_node: 5000
`
