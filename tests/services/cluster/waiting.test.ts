import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { type Fleet, fleet } from './fleet.ts'
import { servers } from './servers.ts'
import { type StandingBetween, standingBetween } from './standing-between.ts'

const bin = fileURLToPath(new URL('../../../bin/otklik.mjs', import.meta.url))
const DEAD = '127.0.0.1:1'
const STOPS_WITHIN_MS = 8000
/** Questions: more than a process asks while a test lasts. */
const MANY = 10_000
const SAYS_THAT_IT_WAITS = '"retryMs"'

describe('a process that waits for its servers', function () {
  this.timeout(90_000)
  const data = mkdtempSync(join(tmpdir(), 'otklik-waiting-'))
  let wire: StandingBetween
  let all: Fleet

  before(async () => {
    wire = await standingBetween((await servers()).nodes[0]!)
    all = await fleet({ OTKLIK_ELASTICSEARCH__NODES: wire.address })
  })
  after(async () => {
    await all?.dispose()
    await wire?.stop()
    rmSync(data, { recursive: true, force: true })
  })

  /** What it does once it has said that it waits, and is asked to stop. */
  async function stopped(roles: string, env: Readonly<Record<string, string>>) {
    const args = [bin, 'start', '--port', '0', '--data', data, '--roles', roles]
    const child = spawn(process.execPath, args, { env: { ...process.env, ...all.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] })
    const exit = once(child, 'exit')
    let said = ''
    child.stderr.setEncoding('utf8')
    for await (const text of child.stderr) {
      said += text
      if (said.includes(SAYS_THAT_IT_WAITS) && !child.killed) {
        child.kill('SIGTERM')
        setTimeout(() => child.kill('SIGKILL'), STOPS_WITHIN_MS).unref()
      }
    }
    const [code, signal] = await exit
    return { code, signal, stack: /^\s+at .*$|"stack"/m.exec(said)?.[0] ?? null }
  }
  const CLEANLY = { code: 0, signal: null, stack: null }

  it('stops when it is told to, though Kafka is not there', async () => {
    expect(await stopped('classify', { OTKLIK_KAFKA__BROKERS: DEAD })).to.deep.equal(CLEANLY)
  })

  it('stops when it is told to, though Elasticsearch is not there', async () => {
    expect(await stopped('console,classify', { OTKLIK_ELASTICSEARCH__NODES: `http://${DEAD}` })).to.deep.equal(CLEANLY)
  })

  for (const [where, roles] of [
    ['here', 'classify'],
    ['in a thread', 'classify,route'],
  ] as const) {
    it(`stops when it is told to, though the pipeline ${where} does not get what it must know`, async () => {
      wire.cutNext('_search', MANY)
      expect(await stopped(roles, {})).to.deep.equal(CLEANLY)
    })
  }
})
