import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect } from 'chai'
import { bin, ran } from './ran.ts'

describe('Every command', function () {
  this.timeout(120_000)
  const folder = mkdtempSync(join(tmpdir(), 'otklik-commands-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  const at = (name: string): string => join(folder, name)
  const DATA = ['--data', at('data')] as const
  before(() => {
    const row = `${JSON.stringify({ text: 'Яма на дороге, когда почините?' })}\n`
    writeFileSync(at('whole.ndjson'), row)
    writeFileSync(at('in.ndjson'), `${row}{"text":\n`)
    writeFileSync(at('body.json'), '{"response":{"items":[]}}')
    writeFileSync(at('settings.yaml'), '')
    writeFileSync(at('password'), 'a password of some length')
    // As Windows saves it.
    writeFileSync(at('cases.json'), '\uFEFF{"calendars":{}}')
  })

  type Run = readonly [args: readonly string[], first: object]
  /** With `--json`, in this order, and what the first line says. What only servers can answer has no run here. */
  const RUNS: Readonly<Record<string, readonly Run[]>> = {
    start: [[['--print-config'], { path: 'data', value: 'data', layer: 'built-in default' }]],
    build: [
      [[], {}],
      [['--config', at('settings.yaml')], { console: 'fresh', topicModel: 'fresh' }],
    ],
    replay: [[[at('in.ndjson'), ...DATA], { read: 1, dead: 1, cases: 1 }]],
    parse: [[['vk', at('body.json')], { file: at('body.json') }]],
    classify: [[[at('whole.ndjson')], {}]],
    'working-time': [[[at('cases.json')], { checked: 0, differing: [] }]],
    migrate: [],
    topics: [],
    calendar: [[['preview', ...DATA], { cases: 0, clocks: 0, problems: 0 }]],
    accounts: [
      [['add', 'ivanova', '--name', 'Иванова', '--role', 'curator', '--password-file', at('password'), ...DATA], { login: 'ivanova' }],
    ],
    dead: [
      [['list', ...DATA], { place: 'posts.dead/0/0', redrivenAt: null }],
      [['show', 'posts.dead/0/0', ...DATA], { place: 'posts.dead/0/0' }],
      [['redrive', '--all', ...DATA], { place: 'posts.dead/0/0', to: null, why: 'no-parser' }],
    ],
    doctor: [[DATA, { name: 'node', ok: true }]],
    backup: [[[at('copy'), ...DATA], { folder: at('copy'), problems: [] }]],
    restore: [[[at('copy'), '--data', at('restored')], { folder: at('copy'), into: at('restored'), problems: [] }]],
    rebuild: [[['--from', 'log', '--into', at('anew'), ...DATA], { cases: 1, problems: [] }]],
    verify: [[DATA, { cases: 1, problems: [] }]],
  }

  it('is listed by --help, and in the table of this test', () => {
    const { code, out } = ran(['--help'])
    expect(code).to.equal(0)
    expect([...out.matchAll(/^ {2}([a-z-]+) /gm)].map(([, name]) => name)).to.have.members(Object.keys(RUNS))
  })

  it('is no name that every object has', () => {
    for (const name of ['constructor', 'toString']) {
      const { code, err } = ran([name, '--help'])
      expect(err.split('\n')[0]).to.equal(`otklik: unknown command "${name}"`)
      expect(code).to.equal(2)
    }
  })

  it('answers -h as it does --help, and the program says which one it is', () => {
    for (const words of [[], ['verify']])
      expect(ran([...words, '-h']))
        .to.deep.equal(ran([...words, '--help']))
        .and.include({ code: 0 })
    expect(ran(['--version']))
      .to.deep.include({ code: 0, err: '' })
      .and.property('out')
      .match(/^otklik \d+\.\d+\.\d+\n$/)
  })

  for (const command of Object.keys(RUNS))
    it(`has a help with usage, an example, its exit codes and --json: ${command}`, () => {
      const { code, out } = ran([command, '--help'])
      expect(code).to.equal(0)
      expect(out)
        .to.include(`Usage: otklik ${command}`)
        .and.match(/Examples?:/)
        .and.match(/Exit codes: 0 [^]*, 1 [^]*, 2 wrong usage/)
        .and.include('--json')
    })

  for (const [command, runs] of Object.entries(RUNS))
    for (const [args, first] of runs)
      it(`says in JSON what it did: ${[command, ...args].join(' ').replaceAll(`${folder}/`, '')}`, () => {
        const { code, out, err } = ran([command, ...args, '--json'], { env: { OTKLIK_PORT: '0' } })
        const lines = out
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as object)
        expect(lines[0], err).to.deep.include(first)
        expect(code, err).to.equal(0)
      })

  it('that goes on says in JSON where it listens: start', async () => {
    const args = [bin, 'start', '--json', '--port', '0', '--data', at('started')]
    const child = spawn(process.execPath, args, {
      env: { ...process.env, OTKLIK_DEMO_PER_MINUTE: '0' },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const exit = once(child, 'exit')
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
    child.kill('SIGTERM')
    expect(JSON.parse(line))
      .to.have.property('listening')
      .that.matches(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(await exit).to.deep.equal([0, null])
  })
})
