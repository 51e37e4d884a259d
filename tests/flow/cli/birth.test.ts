import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { ran } from './ran.ts'

type Born = Readonly<Record<'arenas' | 'threshold' | 'options', string | undefined>>

describe('The program', function () {
  this.timeout(30_000)
  const folder = mkdtempSync(join(tmpdir(), 'otklik-birth-'))
  const [probe, births] = [join(folder, 'probe.cjs'), join(folder, 'births')]
  // What the tester's own shell says is no part of it.
  const shell = { ...process.env }
  before(() => ['MALLOC_ARENA_MAX', 'MALLOC_MMAP_THRESHOLD_'].forEach((name) => delete process.env[name]))
  after(() => Object.assign(process.env, shell))
  before(() =>
    writeFileSync(
      probe,
      `const { MALLOC_ARENA_MAX: arenas, MALLOC_MMAP_THRESHOLD_: threshold, NODE_OPTIONS: options } = process.env
      require('node:fs').appendFileSync(${JSON.stringify(births)}, JSON.stringify({ arenas, threshold, options }) + '\\n')`,
    ),
  )
  after(() => rmSync(folder, { recursive: true, force: true }))

  /** Each time a process of it has begun. */
  function born(options = '', env: Readonly<Record<string, string>> = {}): readonly Born[] {
    writeFileSync(births, '')
    const { code } = ran(['--version'], { env: { ...env, NODE_OPTIONS: `--require ${probe} ${options}` } })
    expect(code).to.equal(0)
    const lines = readFileSync(births, 'utf8').trim().split('\n')
    return lines.map((line) => JSON.parse(line) as Born)
  }

  it('begins once more, with a small nursery and few pools of memory', () => {
    const found = born()
    expect(found).to.have.length(2)
    expect(found[1]).to.include({ arenas: '2', threshold: '1048576' })
    expect(found[1]?.options).to.include('--max-semi-space-size=24 ')
  })

  it('lets what is given from outside win, and does not begin again where all of it is', () => {
    const [options, arenas] = ['--max-semi-space-size=3', { MALLOC_ARENA_MAX: '7' }]
    const once = born(options, arenas).at(-1)
    expect(once).to.include({ arenas: '7', threshold: '1048576' })
    expect(once?.options).to.match(/--max-semi-space-size=24 .*--max-semi-space-size=3$/)
    expect(born(options, { ...arenas, MALLOC_MMAP_THRESHOLD_: '65536' })).to.have.length(1)
  })
})
