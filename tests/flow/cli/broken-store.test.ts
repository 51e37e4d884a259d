import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { ran } from './ran.ts'

describe('A file that is no store, or no whole one', function () {
  this.timeout(120_000)
  const folder = mkdtempSync(join(tmpdir(), 'otklik-broken-'))
  after(() => rmSync(folder, { recursive: true }))
  const at = (name: string): string => join(folder, name)
  const MADE: Readonly<Record<string, (whole: Buffer) => Buffer>> = {
    garbage: () => Buffer.from('these words are no database, and there are enough of them'.repeat(100)),
    empty: () => Buffer.alloc(0),
    truncated: (whole) => whole.subarray(0, 40_000),
  }
  before(() => {
    writeFileSync(at('in.ndjson'), `${JSON.stringify({ text: 'Яма на дороге, когда почините?' })}\n`)
    ran(['replay', at('in.ndjson'), '--data', at('data')])
    ran(['backup', at('copy'), '--data', at('data')])
    const whole = readFileSync(at('copy/otklik.db'))
    for (const [name, made] of Object.entries(MADE)) {
      mkdirSync(at(name))
      writeFileSync(join(at(name), 'otklik.db'), made(whole))
    }
  })

  for (const name of Object.keys(MADE)) {
    const sentence = new RegExp(`^(otklik [a-z]+: )?The store \\S+/${name}/otklik\\.db cannot be used: [^\\n]+\\n`)

    it(`is one problem in one sentence: ${name}`, () => {
      const verified = ran(['verify', '--data', at(name)])
      expect(verified.out).to.match(new RegExp(`${sentence.source}0 cases checked, 1 problems\\n$`))
      expect({ code: verified.code, err: verified.err }).to.deep.equal({ code: 1, err: '' })
      const restored = ran(['restore', at(name), '--data', at(`from-${name}`)])
      expect(restored.err).to.match(new RegExp(`${sentence.source}$`))
      expect([restored.code, existsSync(join(at(`from-${name}`), 'otklik.db'))]).to.deep.equal([1, false])
    })

    it(`is refused in one sentence by whoever would read it: ${name}`, () => {
      for (const words of [
        ['dead', 'list'],
        ['backup', at('never')],
      ]) {
        const { code, err } = ran([...words, '--data', at(name)])
        expect(err).to.match(new RegExp(`${sentence.source}$`))
        expect(code).to.equal(1)
      }
    })
  }
})
