import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { embeddedStore } from '../../../adapters/embedded/store.ts'

const ROUNDS = 60
const MESSAGES = 400
const LETTERS = 8000

describe('the write-ahead file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'otklik-checkpoints-'))
  after(() => rmSync(folder, { recursive: true }))

  it('begins anew though writing never pauses, and is gone after the end', async function () {
    this.timeout(60_000)
    const file = join(folder, 'store.db')
    const store = await embeddedStore({ file })
    await store.log.ensureTopics([{ name: 'in', partitions: 1, retentionMs: null, about: '' }])
    const value = JSON.stringify({ text: 'x'.repeat(LETTERS) })
    const round = () =>
      store.log.append(Array.from({ length: MESSAGES }, (_, key) => ({ topic: 'in', key: `${key}`, value, headers: {}, at: 0 })))
    let longest = 0
    let writing = round()
    for (let count = 1; count < ROUNDS; count += 1) {
      // One is always on its way.
      const next = round()
      await writing
      writing = next
      longest = Math.max(longest, statSync(`${file}-wal`).size)
    }
    await writing
    // Nearly 200 MB are written.
    expect(longest).to.be.within(20e6, 100e6)
    expect((await store.log.ranges('in')).map(({ start, end }) => [start, end])).to.deep.equal([[0, ROUNDS * MESSAGES]])
    await store.close()
    expect(readdirSync(folder)).to.have.members(['store.db', 'store.db.lock'])
  })
})
