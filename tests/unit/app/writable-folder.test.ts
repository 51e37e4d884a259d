import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { assertWritable, writableFolder } from '../../../app/writable-folder.ts'
import { Misconfigured } from '../../../core/errors.ts'

describe('A folder to write to', () => {
  const root = mkdtempSync(join(tmpdir(), 'otklik-writable-'))
  after(() => rmSync(root, { recursive: true }))

  it('is made with everything above it, and taken as it is where it is there', () => {
    for (const _ of ['made', 'taken']) writableFolder(join(root, 'a/b/c'), 'data folder')
    expect(existsSync(join(root, 'a/b/c'))).to.equal(true)
  })

  for (const [path, wrong] of [
    ['/proc/nope', 'no folder can be made there'],
    ['/proc/nope/deeper', 'no folder can be made there'],
    [join(root, 'file'), 'a part of its path is no folder'],
    [join(root, 'file/below'), 'a part of its path is no folder'],
  ] as const)
    it(`is refused in one sentence: ${path.replace(root, '')}`, () => {
      writeFileSync(join(root, 'file'), '')
      expect(() => writableFolder(path, 'data folder')).to.throw(Misconfigured, `The data folder ${path} cannot be used: ${wrong}`)
    })
})

describe('A folder that may be needed later', () => {
  const root = mkdtempSync(join(tmpdir(), 'otklik-later-'))
  after(() => rmSync(root, { recursive: true }))

  it('is tried where it would be made, and nothing of that stays', () => {
    assertWritable(join(root, 'a/b'), 'data folder')
    expect(readdirSync(root)).to.deep.equal([])
    expect(() => assertWritable('/proc/nope/deeper', 'data folder')).to.throw(Misconfigured, 'no folder can be made there')
  })
})
