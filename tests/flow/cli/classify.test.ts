import { spawnSync } from 'node:child_process'
import { expect } from 'chai'
import { bin, ran } from './ran.ts'

describe('What is classified', function () {
  this.timeout(60_000)

  it('is an object of JSON also behind a byte-order mark and with a line separator within, and no citizen writes JSON', () => {
    const { code, out } = ran(['classify', '-'], { input: '\uFEFF{"text":"нет воды\u2028третий день"}\n' })
    expect(code).to.equal(0)
    const [one, ...others] = out.trim().split('\n')
    expect(others).to.deep.equal([])
    expect((JSON.parse(one ?? '') as { topics: { topicId: string }[] }).topics[0]?.topicId).to.equal('water/none')
  })

  it('is not a line that begins as an object and is none: it is told by its number', () => {
    const { code, out, err } = ran(['classify', '-'], { input: 'Яма на дороге\n{"text":"нет воды\n' })
    expect(code).to.equal(1)
    expect(out.trim().split('\n')).to.have.length(1)
    expect(err).to.match(/^otklik classify: line 2: not JSON: [^\n]+\n$/)
  })

  it('is not a text of another encoding, which can be named', () => {
    const input = Buffer.from('cde5f220e2eee4fb0a', 'hex')
    const classify = (...args: readonly string[]) =>
      spawnSync(process.execPath, [bin, 'classify', '-', ...args], { encoding: 'utf8', input })
    expect(classify()).to.deep.include({ status: 1, stdout: '' })
    expect(classify('--encoding', 'windows-1251')).to.deep.include({ status: 0 })
  })
})
