import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { removeEndedSessions } from '../../../app/ended-sessions.ts'
import { openFolder } from '../../../app/open-store.ts'
import type { Store } from '../../../core/store.ts'

const NOW = 1_800_000_000_000

describe('Sessions that are over', () => {
  const data = mkdtempSync(join(tmpdir(), 'otklik-sessions-'))
  let store: Store
  before(async () => {
    store = await openFolder({ data })
  })
  after(async () => {
    await store.close()
    rmSync(data, { recursive: true, force: true })
  })

  const session = (id: string, expiresAt: number) =>
    store.documents.write({
      collection: 'sessions',
      id,
      value: { accountId: 'account:analyst', csrfToken: '', expiresAt },
      fields: { accountId: 'account:analyst', expiresAt },
      mode: { kind: 'create' },
    })

  it('leave the store, so many at a time, and those that hold stay', async () => {
    await Promise.all(Array.from({ length: 1200 }, (_, number) => session(`over-${number}`, NOW - number)))
    await Promise.all([session('holds', NOW + 1), session('holds-long', NOW + 60_000)])
    expect([await removeEndedSessions(store, NOW), await removeEndedSessions(store, NOW)]).to.deep.equal([1000, 200])
    const { items } = await store.documents.query({ collection: 'sessions', limit: 1000 })
    expect(items.map(({ id }) => id)).to.deep.equal(['holds', 'holds-long'])
    expect(await removeEndedSessions(store, NOW)).to.equal(0)
  })
})
