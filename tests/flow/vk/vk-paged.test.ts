import { expect } from 'chai'
import { readingVk, START, WALL } from './reading-vk.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

describe('the VK collector that reads page after page', () => {
  const { vk, now, later, collector, read, answers } = readingVk()
  const texts = ({ posts }: Awaited<ReturnType<typeof read>>): string[] => posts.map((post) => post.text)

  /** So many posts on the wall, the newest now, one in so many seconds before it. */
  const write = (count: number, everySeconds = 0) =>
    Array.from({ length: count }, (_, index) =>
      vk().world.addPost({ ownerId: WALL, text: `Новость ${index}`, date: now() / 1000 - index * everySeconds }),
    )

  for (const [what, ahead] of [
    ['that is taken', 20 * HOUR_MS],
    ['that nobody could have written', 300 * DAY_MS],
  ] as const)
    it(`loses nothing after a post with a time to come ${what}`, async () => {
      write(1)
      vk().world.addPost({ ownerId: WALL, text: 'Из будущего', date: (START + ahead) / 1000 })
      const { cursor } = await read(null)
      later(10 * MINUTE_MS)
      write(250)
      expect(texts(await read(cursor)).filter((text) => text.startsWith('Новость'))).to.have.length(250)
    })

  it('reads on behind a post of a time that nobody could have written at', async () => {
    write(5, 60)
    const { cursor } = await read(null)
    later(DAY_MS)
    const newest = write(150).at(-1)!
    answers((_, __, shown) => ({ ...shown, items: shown.items.map((one) => (one.id === newest.id ? { ...one, date: 5 } : one)) }))
    expect(texts(await read(cursor))).to.have.length(149)
  })

  it('finds what was written after a hit with a time to come', async () => {
    const reader = collector([], ['яма'])
    vk().world.addPost({ ownerId: -777, text: 'Яма из будущего', date: (START + 20 * HOUR_MS) / 1000 })
    const { cursor } = await read(null, reader)
    later(30 * MINUTE_MS)
    vk().world.addPost({ ownerId: -777, text: 'Яма у школы' })
    expect(texts(await read(cursor, reader))).to.include('Яма у школы')
  })

  for (const offset of [0, 1])
    it(`loses no post when another is deleted while page ${offset + 2} is asked for`, async () => {
      write(1)
      const { cursor } = await read(null)
      later(DAY_MS)
      const posts = write(290, 60)
      let asked = 0
      answers((method, _, shown) => {
        asked += Number(method === 'wall.get')
        if (asked === offset + 1) vk().world.remove('posts', posts[3]!.id)
        return shown
      })
      const found = texts(await read(cursor))
      expect(found).to.have.length(new Set(found).size)
      expect(posts.filter((post, index) => index !== 3 && !found.includes(post.text))).to.deep.equal([])
    })

  it('gives nothing on a second reading, however many posts its pages show', async () => {
    const old = (index: number) => vk().world.addPost({ ownerId: WALL, text: `Старая ${index}`, date: START / 1000 - 7200 })
    for (let index = 0; index < 300; index += 1) old(index)
    write(195)
    const { cursor } = await read(null)
    expect(texts(await read(cursor))).to.deep.equal([])
  })
})
