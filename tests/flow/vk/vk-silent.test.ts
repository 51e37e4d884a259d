import { expect } from 'chai'
import { Unavailable } from '../../../core/errors.ts'
import { failure } from '../../contract/subject.ts'
import { readingVk } from './reading-vk.ts'

const SECOND_MS = 1000
const SILENT = -66

describe('the VK collector that gets no answer to one wall', () => {
  const { vk, later, collector, read } = readingVk()
  type Reading = Awaited<ReturnType<typeof read>>
  const texts = ({ posts }: Reading): string[] => posts.map((post) => post.text).toSorted()

  /** So many walls that say something, the silent one among them. */
  function walls(count: number): number[] {
    const listed = Array.from({ length: count }, (_, index) => -(index + 1))
    for (const ownerId of listed) vk().world.addPost({ ownerId, text: `Новость ${ownerId}` })
    return [...listed.slice(0, 7), SILENT, ...listed.slice(7)]
  }

  for (const [how, count] of [
    ['alone, when a batch is too much for VK,', 2],
    ['alone, when a batch is too much for VK,', 40],
  ] as const) {
    it(`${how} reads the others of ${count} and searches, and lets it rest`, async () => {
      const listed = walls(count)
      vk().silences.push((method, params) => method === 'wall.get' && params['owner_id'] === String(SILENT))
      vk().trick('execute', { error: 13 }, 10)
      await readsTheOthers(listed, count)
    })
  }

  for (const count of [2, 24, 40]) {
    it(`nor to any batch with it reads the others of ${count} and searches, and lets it rest`, async () => {
      const listed = walls(count)
      vk().silences.push((_, params) => `${params['owner_id']} ${params['code']}`.includes(String(SILENT)))
      await readsTheOthers(listed, count)
    })
  }

  it('calls a person when it is silent for the third time', async () => {
    const reader = collector(walls(2))
    vk().silences.push((_, params) => `${params['owner_id']} ${params['code']}`.includes(String(SILENT)))
    let cursor: unknown = null
    for (const seconds of [15, 30, 60]) {
      cursor = (await read(cursor, reader)).cursor
      later(seconds * SECOND_MS)
    }
    expect(reader.alarms().map(({ sourceId, kind }) => [sourceId, kind])).to.deep.equal([[`vk:${SILENT}`, 'unreadable']])
  })

  for (const count of [0, 1, 60])
    it(`is no answer to any of ${count + 1}: VK is out, and no wall is to blame`, async () => {
      const reader = collector(walls(count), ['яма'])
      vk().silences.push(() => true)
      expect(await failure(read(null, reader))).to.be.instanceOf(Unavailable)
      vk().silences.splice(0)
      expect((await read(null, reader)).posts).to.have.length(count)
    })

  async function readsTheOthers(listed: readonly number[], count: number): Promise<void> {
    vk().world.addPost({ ownerId: -777, text: 'Яма на дороге' })
    const reader = collector(listed, ['яма'])
    const expected = [...Array.from({ length: count }, (_, index) => `Новость ${-(index + 1)}`), 'Яма на дороге'].toSorted()
    const first = await read(null, reader)
    expect(texts(first)).to.deep.equal(expected)
    const asked = vk().counts.get('execute')
    await read(first.cursor, reader)
    expect(vk().counts.get('execute')).to.equal((asked ?? 0) + Math.ceil(count / 25))
  }
})
