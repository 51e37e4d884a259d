import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { readNamed, streamNamed } from '../../../config/named-file.ts'
import { Misconfigured } from '../../../core/errors.ts'

const NOBODY = 65_534

/** Rights bind everybody but root: work is done as somebody else then. */
function withoutRoot(work: () => void): void {
  const own = process.geteuid?.() ?? NOBODY
  if (own === 0) process.seteuid?.(NOBODY)
  try {
    work()
  } finally {
    if (own === 0) process.seteuid?.(own)
  }
}

describe('A file that a person has named', () => {
  const folder = mkdtempSync(join(tmpdir(), 'otklik-file-'))
  after(() => rmSync(folder, { recursive: true }))
  const at = (name: string): string => join(folder, name)
  before(() => {
    chmodSync(folder, 0o755)
    writeFileSync(at('text'), 'яма')
    writeFileSync(at('locked'), 'very-secret', { mode: 0o000 })
    symlinkSync('circle', at('circle'))
  })

  const READERS = { readNamed, streamNamed } as const
  for (const [name, read] of Object.entries(READERS))
    for (const [file, wrong] of [
      ['nothing', 'does not exist'],
      ['text/x', 'does not exist: a part of its path is no folder'],
      ['.', 'is a directory'],
      ['locked', 'may not be read'],
      ['circle', 'is a link that leads back to itself'],
      [`${'x'.repeat(300)}`, 'cannot be read: ENAMETOOLONG'],
    ] as const)
      it(`${wrong}: ${name} says so with where it was named (${file.slice(0, 10)})`, () =>
        withoutRoot(() =>
          expect(() => read({ path: at(file), from: '--config' })).to.throw(Misconfigured, `--config ${at(file)} ${wrong}`),
        ))

  it('is read whole or as a stream', async () => {
    const file = { path: at('text'), from: 'FILE' }
    expect(readNamed(file)).to.equal('яма')
    expect(await text(streamNamed(file))).to.equal('яма')
  })
})
