import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { bin, ran, type Ran } from './ran.ts'

/** The program where no file may become larger than this. */
function ranWithin(blocks: number, ...args: string[]): Ran {
  const words = [process.execPath, bin, ...args].map((word) => `'${word}'`).join(' ')
  const env = { ...process.env, OTKLIK_PORT: '0' }
  const { status, stdout, stderr } = spawnSync('bash', ['-c', `ulimit -f ${blocks}; exec ${words}`], { encoding: 'utf8', env, input: '' })
  return { code: status, out: stdout, err: stderr }
}

describe('On a disk that takes no more', function () {
  this.timeout(120_000)
  const folder = mkdtempSync(join(tmpdir(), 'otklik-full-'))
  after(() => rmSync(folder, { recursive: true }))
  const at = (name: string): string => join(folder, name)
  const nothing = at('nothing')
  const lines = at('in.ndjson')
  before(() => {
    mkdirSync(nothing)
    writeFileSync(lines, `${JSON.stringify({ text: 'Яма на дороге, когда почините?' })}\n`)
    ran(['replay', lines, '--data', at('data')])
    ran(['backup', at('copy'), '--data', at('data')])
  })

  for (const command of ['start', 'replay', 'doctor'])
    it(`nobody speaks of another process: ${command}`, () => {
      const { code, out, err } = ranWithin(0, command, ...(command === 'replay' ? ['-'] : []), '--data', nothing)
      const said = `${out}${err}`.split('\n').find((line) => line.includes('data folder'))
      expect(said).to.match(/The data folder \S+ cannot be used: no file may become that large$/)
      expect({ code, left: readdirSync(nothing) }).to.deep.equal({ code: 1, left: [] })
    })

  for (const words of [['classify', lines], ['--help']])
    it(`what cannot be told is a failure: ${words[0]}`, () => {
      const run = [process.execPath, bin, ...words].map((word) => `'${word}'`).join(' ')
      const { status, stderr } = spawnSync('bash', ['-c', `exec ${run} > /dev/full`], { encoding: 'utf8' })
      expect(stderr).to.equal(`otklik ${words[0]}: Standard output takes no more: the disk is full\n`)
      expect(status).to.equal(1)
    })

  it('a doctor leaves no folder behind that was not there', () => {
    const { code, out } = ran(['doctor', '--data', at('typo/dir')], { env: { OTKLIK_PORT: '0' } })
    expect(code, out).to.equal(0)
    expect(existsSync(at('typo'))).to.equal(false)
  })

  it('a restore leaves nothing, and the next one goes on', () => {
    const restore = ['restore', at('copy'), '--data', at('restored')]
    const { code, err } = ranWithin(200, ...restore)
    expect({ code, left: readdirSync(at('restored')) }).to.deep.equal({ code: 1, left: [] })
    expect(err).to.match(/^otklik restore: The store \S+otklik\.db was not written: no file may become that large\n$/)
    writeFileSync(at('restored/otklik.db.part'), 'what a killed restore has left')
    expect(ran(restore).code).to.equal(0)
    expect(readdirSync(at('restored'))).to.deep.equal(['otklik.db'])
  })

  it('a backup leaves nothing, and the next one goes on', () => {
    const backup = ['backup', at('second'), '--data', at('data')]
    const { code, err } = ranWithin(200, ...backup)
    expect({ code, left: readdirSync(folder).filter((name) => name.startsWith('second')) }).to.deep.equal({ code: 1, left: [] })
    expect(err).to.match(/^otklik backup: [^\n]+ was not written: [^\n]+\n$/)
    mkdirSync(at('second.part'))
    writeFileSync(at('second.part/otklik.db'), 'what a killed backup has left')
    expect(ran(backup).code).to.equal(0)
    expect(readdirSync(at('second'))).to.deep.equal(['otklik.db'])
  })
})
