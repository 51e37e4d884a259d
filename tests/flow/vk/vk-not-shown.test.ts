import { expect } from 'chai'
import { VkFailure } from '../../stand-ins/vk/vk-failure.ts'
import { readingVk, START, WALL } from './reading-vk.ts'

const SECOND_MS = 1000
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

describe('the VK collector, where VK does not show everything', () => {
  const { vk, later, collector, read, aReadWall, answers } = readingVk()

  const texts = ({ posts }: Awaited<ReturnType<typeof read>>): string[] => posts.map((post) => post.text)
  const alarmsOf = (reader: ReturnType<typeof collector>) => reader.alarms().map((alarm) => [alarm.sourceId, alarm.kind])
  it('leaves an unreadable wall alone for a day and reads the others', async () => {
    vk().world.refused.set(-9002, 15)
    vk().world.addPost({ ownerId: WALL, text: 'Новость' })
    const reader = collector([WALL, -9002])
    const first = await read(null, reader)
    expect(first.posts).to.have.length(1)
    expect(reader.alarms().map((alarm) => [alarm.sourceId, alarm.kind])).to.deep.equal([['vk:-9002', 'unreadable']])
    const asked = vk().counts.get('wall.get') ?? 0
    await read(first.cursor, reader)
    expect(vk().counts.get('wall.get')).to.equal(asked + 1)
  })

  for (const code of [1, 10, 36, 43, 9999] as const) {
    it(`asks again later after error ${code} and loses nothing`, async () => {
      vk().world.addPost({ ownerId: WALL, text: 'Новость' })
      vk().trick('wall.get', { error: code })
      const first = await read(null)
      expect(first.posts).to.deep.equal([])
      later(15 * SECOND_MS)
      expect(texts(await read(first.cursor))).to.deep.equal(['Новость'])
    })
  }

  it('asks at once again after error 6', async () => {
    vk().world.addPost({ ownerId: WALL, text: 'Новость' })
    vk().trick('wall.get', { error: 6 })
    expect(texts(await read(null))).to.deep.equal(['Новость'])
  })

  it('reads the other walls while one goes on failing, asks it ever more seldom, and calls a person from the third time on', async () => {
    vk().world.refused.set(-9002, 10)
    const walls = [-9002, WALL]
    const reader = collector(walls)
    let cursor: unknown = null
    const told: number[] = []
    for (const restMs of [15, 30, 60, 120].map((seconds) => seconds * SECOND_MS)) {
      vk().world.addPost({ ownerId: WALL, text: `Новость ${restMs}` })
      const reading = await read(cursor, reader)
      expect(texts(reading)).to.deep.equal([`Новость ${restMs}`])
      told.push(reader.alarms().length)
      later(restMs - 1)
      const asked = vk().counts.get('wall.get') ?? 0
      cursor = (await read(reading.cursor, reader)).cursor
      expect(vk().counts.get('wall.get')).to.equal(asked + 1)
      later(1)
    }
    expect(told).to.deep.equal([0, 0, 1, 1])
    vk().world.refused.clear()
    await read(cursor, reader)
    expect(reader.alarms()).to.deep.equal([])
  })

  /** A read wall with one more comment, which VK refuses with this code. */
  async function refusedComments(code: number) {
    const { post, cursor } = await aReadWall()
    vk().world.addComment({ ownerId: WALL, postId: post.id, fromId: 7001, text: 'Яма у сада' })
    vk().trick('wall.getComments', { error: code })
    const reader = collector()
    return { post, reader, second: await read(cursor, reader) }
  }

  it('takes an answer that is no list for a failure, not for an empty wall', async () => {
    const { cursor } = await aReadWall()
    vk().trick('wall.get', { result: { items: 'none' } }, 2)
    const second = await read(cursor)
    later(15 * SECOND_MS)
    const third = await read(second.cursor)
    later(30 * SECOND_MS)
    expect([second, third, await read(third.cursor)].map(texts)).to.deep.equal([[], [], []])
  })

  it('takes no comment for removed when its list cannot be read', async () => {
    const { post, cursor } = await aReadWall()
    vk().world.addComment({ ownerId: WALL, postId: post.id, fromId: 7002, text: 'Яма у сада' })
    vk().trick('wall.getComments', { result: {} }, 2)
    const second = await read(cursor)
    later(15 * SECOND_MS)
    const third = await read(second.cursor)
    later(30 * SECOND_MS)
    expect([second, third, await read(third.cursor)].map(texts)).to.deep.equal([[], [], ['Яма у сада']])
  })

  it('takes no comment for removed when VK did not show the comments, and reads them later', async () => {
    const { second } = await refusedComments(10)
    expect(second.posts).to.deep.equal([])
    later(15 * SECOND_MS)
    expect(texts(await read(second.cursor))).to.deep.equal(['Яма у сада'])
  })

  it('reads the comments of a post that is behind the first page later when VK did not show them at first', async () => {
    for (let number = 0; number < 130; number += 1)
      vk().world.addPost({ ownerId: WALL, text: `Новость ${number}`, date: START / 1000 - 3600 * number })
    const old = vk().world.posts.at(-1)!
    vk().world.addComment({ ownerId: WALL, postId: old.id, fromId: 7001, text: 'Яма у школы' })
    vk().trick('wall.getComments', { error: 10 })
    const first = await read(null)
    expect(first.posts).to.have.length(130)
    later(15 * SECOND_MS)
    const second = await read(first.cursor)
    expect(texts(second)).to.deep.equal(['Яма у школы'])
    const asked = vk().counts.get('wall.getComments')
    later(15 * SECOND_MS)
    await read(second.cursor)
    expect(vk().counts.get('wall.getComments')).to.equal(asked)
  })

  it('reads the other walls while the comments of one get no answer, and its posts too', async () => {
    const post = vk().world.addPost({ ownerId: WALL, text: 'Новость' })
    vk().world.addComment({ ownerId: WALL, postId: post.id, fromId: 7001, text: 'Яма у школы' })
    vk().world.addPost({ ownerId: -9002, text: 'Другая новость' })
    vk().trick('wall.getComments', { html: true }, 2)
    const walls = [WALL, -9002]
    const first = await read(null, collector(walls))
    expect(texts(first)).to.have.members(['Новость', 'Другая новость'])
    later(15 * SECOND_MS)
    expect(texts(await read(first.cursor, collector(walls)))).to.deep.equal(['Яма у школы'])
  })

  it('asks for less at once when VK does not answer a batch', async () => {
    const posts = Array.from({ length: 25 }, (_, number) => vk().world.addPost({ ownerId: WALL, text: `Новость ${number}` }))
    for (const { id } of posts) vk().world.addComment({ ownerId: WALL, postId: id, fromId: 7001, text: `Ответ ${id}` })
    vk().trick('execute', { html: true })
    expect((await read(null)).posts).to.have.length(50)
    expect(vk().counts.get('execute'), 'the next ones, of five posts each').to.equal(5)
  })

  it('forgets a refusal of comments once they are shown again, though there are none now', async () => {
    const { reader, second } = await refusedComments(212)
    expect(alarmsOf(reader)).to.have.length(1)
    vk().world.comments.splice(0)
    later(DAY_MS)
    await read(second.cursor, reader)
    expect(reader.alarms()).to.deep.equal([])
  })

  it('keeps what it knows of comments that were closed to readers, says so, and looks again after a day', async () => {
    const { post, reader, second } = await refusedComments(212)
    expect(second.posts).to.deep.equal([])
    expect(alarmsOf(reader)).to.deep.equal([[`vk:wall:${WALL}_${post.id}`, 'unreadable']])
    later(DAY_MS)
    expect(texts(await read(second.cursor, reader))).to.deep.equal(['Яма у сада'])
    expect(reader.alarms()).to.deep.equal([])
  })

  for (const [code, restMs] of [
    [100, DAY_MS],
    [10, 15 * SECOND_MS],
  ] as const) {
    it(`reads the other comments of a post while one thread is refused with ${code}, and the thread after ${restMs / 1000} s`, async () => {
      const { post, comment } = await aReadWall()
      const write = (text: string, replyTo?: number) =>
        vk().world.addComment({ ownerId: WALL, postId: post.id, fromId: 7002, text, ...(replyTo !== undefined && { replyTo }) })
      for (let reply = 0; reply < 15; reply += 1) write(`Тоже жду ${reply}`, comment.id)
      let isRefused = true
      answers((_, params, shown) => {
        if (isRefused && params['comment_id'] !== undefined) throw new VkFailure(code, 'not now')
        return shown
      })
      const first = await read(null)
      expect(texts(first)).to.deep.equal(['Новость', 'Яма у школы'])
      write('Прорвало трубу')
      later(restMs - SECOND_MS)
      const second = await read(first.cursor)
      expect(texts(second)).to.deep.equal(['Прорвало трубу'])
      isRefused = false
      later(restMs * 2)
      expect((await read(second.cursor)).posts).to.have.length(15)
    })
  }

  it('rests with comments whose daily quota is used up, and reads posts meanwhile', async () => {
    const { reader, second } = await refusedComments(29)
    expect(alarmsOf(reader)).to.deep.equal([['wall.getComments', 'parked']])
    const asked = vk().counts.get('wall.getComments')
    vk().world.addPost({ ownerId: WALL, text: 'Вторая новость' })
    const third = await read(second.cursor, reader)
    expect(texts(third)).to.deep.equal(['Вторая новость'])
    expect(vk().counts.get('wall.getComments')).to.equal(asked)
    later(DAY_MS)
    expect(texts(await read(third.cursor, reader))).to.deep.equal(['Яма у сада'])
    expect(reader.alarms()).to.deep.equal([])
  })

  it('makes a post that cannot be read a dead letter once', async () => {
    vk().world.addPost({ ownerId: WALL, text: 'Новость' })
    vk().world.addPost({ ownerId: WALL, text: 'Из другого века', date: 5 })
    const first = await read(null)
    expect(first.broken.map((one) => one.error.details['field'])).to.deep.equal(['date'])
    expect((await read(first.cursor)).broken).to.deep.equal([])
  })

  it('tells where communities may not answer, but for walls of our own', async () => {
    vk().world.addPost({ ownerId: WALL, text: 'У нас', toCommunities: false })
    vk().world.addPost({ ownerId: -9002, text: 'У других', toCommunities: false })
    const { posts } = await read(null, collector([WALL, -9002]))
    expect(posts.map(({ text, replyable }) => [text, replyable.can])).to.have.deep.members([
      ['У нас', true],
      ['У других', false],
    ])
  })

  it('keeps the photo of a repost', async () => {
    const photo = { type: 'photo', photo: { id: 5, owner_id: -1, sizes: [{ url: 'https://example.org/p.jpg', width: 100 }] } }
    vk().world.addPost({ ownerId: WALL, text: '', copyHistory: [{ text: '', attachments: [photo] }] })
    expect((await read(null)).posts[0]?.media.map((one) => one.id)).to.deep.equal(['photo-1_5'])
  })

  it('goes on from a cursor of an earlier release', async () => {
    const post = vk().world.addPost({ ownerId: WALL, text: 'Новость' })
    const { posts } = await read(null)
    const known = { rev: posts[0]?.rev, createdAt: START, comments: 0, seen: {}, missed: 0 }
    const wall = { watermark: START, posts: { [post.id]: known }, restUntil: 0, newsAt: START }
    const earlier = { walls: { [WALL]: wall }, searches: { яма: START }, parked: {} }
    expect((await read(earlier, collector([WALL], ['яма']))).posts).to.deep.equal([])
  })
})
