import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { ran } from './ran.ts'

/** "Текст;Номер", then "Нет воды;7", as Excel on a Russian Windows saves them. */
const WINDOWS = Buffer.from('d2e5eaf1f23bcdeeece5f00d0acde5f220e2eee4fb3b370d0a', 'hex')

describe('A table that Excel has saved', function () {
  this.timeout(240_000)
  const folder = mkdtempSync(join(tmpdir(), 'otklik-excel-'))
  const file = join(folder, 'X.CSV')
  const plain = join(folder, 'plain.csv')
  before(() => {
    writeFileSync(file, WINDOWS)
    writeFileSync(plain, Buffer.concat([Buffer.from('text;id\nЯма;1\n'), WINDOWS.subarray(13, 23), Buffer.from('\n')]))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))
  const replay = (...args: readonly string[]) => ran(['replay', ...args, '--data', join(folder, 'data'), '--json'])

  it('is read with its encoding, by its semicolons, whatever the case of its name', () => {
    const { out } = replay(file, '--encoding', 'windows-1251', '--map', 'text=Текст,id=Номер')
    expect(JSON.parse(out)).to.deep.include({ read: 1, dead: 0, archived: 1 })
  })

  it('is told in one sentence where its encoding was not named', () => {
    const { code, err } = replay(file, '--map', 'text=Текст,id=Номер')
    expect(code).to.equal(1)
    expect(err).to.match(/^otklik replay: The header of the CSV, line 1, cannot be read: not utf-8: --encoding [^\n]+\n$/)
  })

  it('has no row read that is of another encoding than the header', () => {
    const { out } = replay(plain, '--map', 'text=text,id=id')
    expect(JSON.parse(out)).to.deep.include({ read: 1, dead: 1, archived: 1 })
    expect(ran(['dead', 'list', '--data', join(folder, 'data')]).out).to.include('line 3: not utf-8')
  })

  const MISUSED: readonly (readonly [args: readonly string[], sentence: string])[] = [
    [['--map', 'text=Текст,autor=Кто'], '--map knows no field autor: fields are text, id, '],
    [['--map', 'id=Номер'], 'a CSV needs --map with text'],
    [['--map', 'text=Текст,text=Номер'], '--map names text twice'],
    [['--map', 'text=Текст', '--encoding', 'koi8-r'], '--encoding is utf-8 or windows-1251, not koi8-r'],
    [['--map', 'text=Текст', '--format', 'ndjson'], '--map names the columns of a CSV'],
  ]
  for (const [args, sentence] of MISUSED) {
    it(`is not begun with ${args.join(' ')}`, () => {
      const { code, err } = replay(file, ...args)
      expect(code).to.equal(2)
      expect(err).to.include(sentence)
    })
  }
})
