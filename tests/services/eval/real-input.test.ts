import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { openFolder } from '../../../app/open-store.ts'
import { COLLECTORS } from '../../../collectors/index.ts'
import { shared } from './shared.ts'

const bin = fileURLToPath(new URL('../../../bin/otklik.mjs', import.meta.url))
const otklik = (...args: readonly string[]): string =>
  execFileSync(process.execPath, [bin, ...args], { encoding: 'utf8', maxBuffer: 2 ** 28 })

describe('Real input', function () {
  this.timeout(300_000)

  it('of two thousand messages is archived whole, once, however often it is replayed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'otklik-eval-'))
    const file = shared('data/kursk-appeals/train.csv')
    const replay = (name: string) =>
      JSON.parse(otklik('replay', file, '--map', 'text=text,id=id', '--name', name, '--data', folder, '--json')) as {
        read: number
        dead: number
        archived: number
        cases: number
        perSecond: number
        rssMb: number
      }
    try {
      const { perSecond, rssMb, ...first } = replay('first')
      console.log(`      ${perSecond} posts/s with the start of the program in it, ${rssMb} MB`)
      expect(first).to.deep.include({ read: 2000, dead: 0, archived: 2000 })
      expect(replay('second')).to.deep.include({ read: 2000, dead: 0, archived: 0, cases: 0 })
      const store = await openFolder({ data: folder })
      expect(await store.documents.count({ collection: 'posts' })).to.equal(2000)
      await store.close()
      expect(JSON.parse(otklik('verify', '--data', folder, '--json'))).to.deep.include({ problems: [] })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('of recorded VK bodies gives posts or reasoned dead letters, every one', () => {
    const folder = shared('fixtures/vk')
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.json') && statSync(join(folder, name)).isFile(),
    )
    expect(files.length).to.be.greaterThan(0)
    for (const name of files) {
      const body = JSON.parse(readFileSync(join(folder, name), 'utf8').replace(/^\uFEFF/, '')) as unknown
      const outcomes = COLLECTORS.vk.parse?.(body, { collectedAt: Date.now(), sources: [], accounts: [] }) ?? []
      expect(outcomes.length, name).to.be.greaterThan(0)
      for (const one of outcomes) if (one.kind === 'dead') expect(one.error.message, name).not.to.equal('')
    }
  })

  it('of working-time cases agrees, every one', () => {
    const result = JSON.parse(otklik('working-time', shared('vectors/working-time.json'), '--json')) as {
      checked: number
      differing: unknown[]
    }
    expect(result).to.deep.include({ checked: 397, differing: [] })
  })
})
