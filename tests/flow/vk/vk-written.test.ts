import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { collect } from '../../../app/flows/collect.ts'
import { openFolder } from '../../../app/open-store.ts'
import type { Store } from '../../../core/store.ts'
import { readingVk, WALL } from './reading-vk.ts'

describe('the cursor of the VK collector', () => {
  const { vk, now, later, collector } = readingVk()

  const data = mkdtempSync(join(tmpdir(), 'otklik-cursor-'))
  after(() => rmSync(data, { recursive: true }))

  it('is written when a wall has something new, not once for each wall at every reading', async () => {
    const store = await openFolder({ data })
    let writes = 0
    const counted: Store = {
      ...store,
      settle: (settlement) => {
        writes += settlement.writes?.length ?? 0
        return store.settle(settlement)
      },
    }
    const walls = [WALL, -9002, -9003]
    const writesOf = async (): Promise<number> => {
      writes = 0
      await collect({ store: counted, now }, collector(walls, ['яма']), new AbortController().signal)
      return writes
    }
    for (const ownerId of walls) vk().world.addPost({ ownerId, text: 'Яма на дороге' })
    expect(await writesOf()).to.equal(4)
    later(60_000)
    expect(await writesOf(), 'nothing new').to.equal(0)
    later(60_000)
    vk().world.addPost({ ownerId: -9002, text: 'Новость' })
    expect(await writesOf(), 'one wall with something new').to.equal(1)
    await store.close()
  })
})
