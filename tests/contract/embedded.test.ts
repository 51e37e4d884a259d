import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { attachStore, embeddedStore } from '../../adapters/embedded/store.ts'
import { integrity } from '../../adapters/embedded/integrity.ts'
import { Misconfigured } from '../../core/errors.ts'
import { documentsContract } from './documents.suite.ts'
import { logContract } from './log.suite.ts'
import { storeContract } from './store.suite.ts'
import { failure, type Make } from './subject.ts'

const embedded: Make = async ({ leaseMs }) => {
  const folder = mkdtempSync(join(tmpdir(), 'otklik-contract-'))
  const file = join(folder, 'otklik.db')
  let store = await embeddedStore({ file, leaseMs })
  return {
    store,
    another: async () => attachStore(await store.handle()),
    async reopen() {
      await store.close()
      store = await embeddedStore({ file, leaseMs })
      return store
    },
    async restored(copy) {
      await store.close()
      rmSync(folder, { recursive: true })
      cpSync(copy, folder, { recursive: true })
      store = await embeddedStore({ file, leaseMs })
      return store
    },
    async close() {
      await store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

logContract('the embedded adapter', embedded)
documentsContract('the embedded adapter', embedded)
storeContract('the embedded adapter', embedded)

describe('a data folder', () => {
  it('belongs to one process at a time', async () => {
    const subject = await embedded({ leaseMs: 1000 })
    const folder = mkdtempSync(join(tmpdir(), 'otklik-lock-'))
    const file = join(folder, 'otklik.db')
    const first = await embeddedStore({ file })
    expect(await failure(embeddedStore({ file }))).to.be.instanceOf(Misconfigured)
    await first.close()
    const second = await embeddedStore({ file })
    await second.close()
    expect(await integrity(file)).to.deep.equal([])
    await subject.close()
    rmSync(folder, { recursive: true })
  })

  it('and its backup are closed to every other account of the machine', async () => {
    const root = mkdtempSync(join(tmpdir(), 'otklik-rights-'))
    const folder = join(root, 'data')
    const store = await embeddedStore({ file: join(folder, 'otklik.db') })
    await store.backup(join(folder, 'backup'))
    const open = readdirSync(folder, { recursive: true, withFileTypes: true })
      .map((entry) => join(entry.parentPath, entry.name))
      .concat(folder)
      // The lock holds nothing.
      .filter((path) => !path.includes('.lock') && (statSync(path).mode & 0o077) !== 0)
    expect(open).to.deep.equal([])
    await store.close()
    rmSync(root, { recursive: true })
  })
})
