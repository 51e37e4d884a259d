import { expect } from 'chai'
import { readingVk, START, WALL } from './reading-vk.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

describe('the VK collector that searches', () => {
  const { vk, later, collector, read, answers } = readingVk()
  const texts = ({ posts }: Awaited<ReturnType<typeof read>>): string[] => posts.map((post) => post.text)
  const alarmsOf = (reader: ReturnType<typeof collector>) => reader.alarms().map((alarm) => [alarm.sourceId, alarm.kind])

  /** A first reading, and so many hits since, one a second. */
  async function hitsSince(reader: ReturnType<typeof collector>, count: number): Promise<unknown> {
    vk().world.addPost({ ownerId: -777, text: 'Первая яма' })
    const { cursor } = await read(null, reader)
    for (let number = 1; number <= count; number += 1)
      vk().world.addPost({ ownerId: -777, text: `яма ${number}`, date: START / 1000 + number })
    later(2 * HOUR_MS)
    return cursor
  }

  it('reads more search hits than one search shows', async () => {
    const reader = collector([], ['яма'])
    const second = await read(await hitsSince(reader, 2300), reader)
    expect(new Set(texts(second).filter((text) => text !== 'Первая яма')).size).to.equal(2300)
    expect(reader.alarms()).to.deep.equal([])
  })

  it('says for a day that more was written than searches show', async () => {
    const reader = collector([], ['яма'])
    const second = await read(await hitsSince(reader, 5500), reader)
    expect(alarmsOf(reader)).to.deep.equal([['search:яма', 'gap']])
    const third = await read(second.cursor, reader)
    expect(alarmsOf(reader)).to.deep.equal([['search:яма', 'gap']])
    later(DAY_MS + 1)
    await read(third.cursor, reader)
    expect(reader.alarms()).to.deep.equal([])
  })

  it('lets a query that VK does not take rest, not the others', async () => {
    vk().world.addPost({ ownerId: -777, text: 'Курск, яма на дороге' })
    vk().trick('newsfeed.search', { error: 100 })
    const reader = collector([], ['!', 'яма'])
    const first = await read(null, reader)
    expect(texts(first)).to.deep.equal(['Курск, яма на дороге'])
    expect(alarmsOf(reader)).to.deep.equal([['search:!', 'unreadable']])
    await read(first.cursor, reader)
    expect(vk().counts.get('newsfeed.search')).to.equal(3)
  })

  it('parks a search whose daily quota is used up', async () => {
    vk().trick('newsfeed.search', { error: 29 })
    const reader = collector([], ['яма'])
    const first = await read(null, reader)
    await read(first.cursor, reader)
    expect(vk().counts.get('newsfeed.search')).to.equal(1)
    expect(alarmsOf(reader)).to.deep.equal([['newsfeed.search', 'parked']])
  })

  it('lets a query rest that gets no answer, not the others', async () => {
    vk().world.addPost({ ownerId: -777, text: 'Курск, яма на дороге' })
    vk().trick('newsfeed.search', { html: true })
    const first = await read(null, collector([], ['снег', 'яма']))
    expect(texts(first)).to.deep.equal(['Курск, яма на дороге'])
  })

  it('makes a hit that cannot be read a dead letter once', async () => {
    vk().world.addPost({ ownerId: -777, text: 'яма' })
    vk().trick('newsfeed.search', { result: { items: [{ id: 'five' }] } }, 2)
    const reader = collector([], ['яма'])
    const first = await read(null, reader)
    expect(first.broken).to.have.length(1)
    expect((await read(first.cursor, reader)).broken).to.deep.equal([])
  })

  it('gives a hit once, and once more when it was edited', async () => {
    const reader = collector([], ['яма'])
    const [first, second] = ['Яма у школы', 'Яма у сада'].map((text) => vk().world.addPost({ ownerId: -777, text }))
    let reading = await read(null, reader)
    const given = [texts(reading)]
    const readOn = async (): Promise<void> => {
      later(MINUTE_MS)
      reading = await read(reading.cursor, reader)
      given.push(texts(reading))
    }
    await readOn()
    second!.text = 'Яма у сада, глубокая'
    await readOn()
    vk().world.addPost({ ownerId: -777, text: 'Яма на дороге', date: first!.date + 1 })
    for (let minutes = 0; minutes < 3; minutes += 1) await readOn()
    later(DAY_MS)
    await readOn()
    expect(given).to.deep.equal([['Яма у школы', 'Яма у сада'], [], ['Яма у сада, глубокая'], ['Яма на дороге'], [], [], []])
  })

  for (const next of [null, ''])
    it(`asks once and takes what it gets when VK says ${JSON.stringify(next)} for no more`, async () => {
      vk().world.addPost({ ownerId: WALL, text: 'Яма у школы' })
      answers((_, __, shown) => ({ ...shown, next_from: next }))
      expect(texts(await read(null, collector([], ['яма'])))).to.deep.equal(['Яма у школы'])
      expect(vk().counts.get('newsfeed.search')).to.equal(1)
      expect(texts(await read(null, collector([WALL])))).to.deep.equal(['Яма у школы'])
    })
})
