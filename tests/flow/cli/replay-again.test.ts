import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { ran } from './ran.ts'

const lines = (...texts: readonly string[]): string => texts.map((text) => `${JSON.stringify({ text })}\n`).join('')

describe('What is replayed under a name a second time', function () {
  this.timeout(240_000)
  const folder = mkdtempSync(join(tmpdir(), 'otklik-again-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  function replay(args: readonly string[], input?: string) {
    const { code, out, err } = ran(['replay', ...args, '--data', join(folder, 'data'), '--json'], { ...(input !== undefined && { input }) })
    return { code, err, told: out === '' ? null : (JSON.parse(out) as Record<string, number>) }
  }

  it('is read where it is a file with a corrected row, or another stream', () => {
    const file = join(folder, 'in.ndjson')
    writeFileSync(file, lines('Нет воды', 'Яма на дороге'))
    expect(replay([file]).told).to.deep.include({ read: 2, skipped: 0, archived: 2 })
    expect(replay([file]).told).to.deep.include({ read: 0, skipped: 2, archived: 0 })
    writeFileSync(file, lines('Нет воды третий день', 'Яма на дороге'))
    const { told, err } = replay([file])
    expect(told).to.deep.include({ read: 2, skipped: 0, archived: 1 })
    expect(err).to.equal('otklik replay: replay:in.ndjson holds other rows than were read before: it is read from its beginning\n')

    expect(replay(['-'], lines('Снег')).told).to.deep.include({ read: 1, archived: 1 })
    expect(replay(['-'], lines('Лёд')).told).to.deep.include({ read: 1, skipped: 0, archived: 1 })
  })

  it('goes on where it is a stream with a name, and is refused where that was another', () => {
    expect(replay(['-', '--name', '2025'], lines('Мусор')).told).to.deep.include({ read: 1, skipped: 0 })
    expect(replay(['-', '--name', '2025'], lines('Мусор', 'Шум')).told).to.deep.include({ read: 1, skipped: 1 })
    const { code, err } = replay(['-', '--name', '2025'], lines('Автобус'))
    expect(code).to.equal(1)
    expect(err).to.match(/^otklik replay: What comes now is not what replay:2025 has read before, [^\n]+\n$/)
  })
})
