import { expect } from 'chai'
import { vkClient } from '../../../collectors/vk/client.ts'
import { patientClient } from '../../../collectors/vk/patient-client.ts'
import { vkCollector } from '../../../collectors/vk.ts'
import { Misconfigured, Unavailable } from '../../../core/errors.ts'
import type { Post, PostId } from '../../../core/post.ts'
import { failure } from '../../contract/subject.ts'
import { type VkStandIn, vkStandIn } from '../../stand-ins/vk/vk-stand-in.ts'

const WALL = -9001
const START = Date.UTC(2026, 2, 17, 7)

describe('the VK collector', () => {
  let standIn: VkStandIn
  let now: number
  const archive = new Map<PostId, Post>()

  beforeEach(async () => {
    standIn = await vkStandIn()
    now = START
    standIn.world.now = () => Math.floor(now / 1000)
    archive.clear()
  })
  afterEach(() => standIn.close())

  const collector = (walls: readonly number[] = [WALL], queries: readonly string[] = []) =>
    vkCollector({
      client: patientClient(vkClient({ token: 'service', apiBaseUrl: standIn.apiBaseUrl, perSecond: 1000 }), async () => undefined),
      walls,
      officialIds: new Set([WALL]),
      queries,
      now: () => now,
      recall: async (id) => archive.get(id) ?? null,
    })

  /** Reads until nothing is left; returns the posts and the saved cursor. */
  async function read(cursor: unknown, from = collector()): Promise<{ posts: Post[]; cursor: unknown }> {
    const posts: Post[] = []
    let saved = cursor
    for await (const page of from.pages(cursor, new AbortController().signal)) {
      for (const item of page.items) if (item.kind === 'ok') posts.push(item.value)
      saved = JSON.parse(JSON.stringify(page.cursor))
    }
    for (const post of posts) archive.set(post.id, post)
    return { posts, cursor: saved }
  }

  const ids = (posts: readonly Post[]): string[] => posts.map((post) => post.id).toSorted()

  it('reads a wall with complete nested threads', async () => {
    const post = standIn.world.addPost({ ownerId: WALL, text: 'Отключение воды' })
    const root = standIn.world.addComment({ ownerId: WALL, postId: post.id, fromId: 7001, text: 'Когда дадут воду?' })
    for (let reply = 0; reply < 23; reply += 1)
      standIn.world.addComment({ ownerId: WALL, postId: post.id, fromId: 7002, text: `Тоже жду ${reply}`, replyTo: root.id })
    const { posts } = await read(null)
    expect(posts).to.have.length(25)
    const nested = posts.find((one) => one.text === 'Тоже жду 22')
    expect(nested?.parentId).to.equal(`vk:comment:${WALL}_${root.id}`)
    expect(nested?.rootId).to.equal(`vk:wall:${WALL}_${post.id}`)
  })

  it('reads more posts and comments than one page holds', async () => {
    for (let number = 0; number < 130; number += 1)
      standIn.world.addPost({ ownerId: WALL, text: `Новость ${number}`, date: START / 1000 - number })
    const busy = standIn.world.addPost({ ownerId: WALL, text: 'Обсуждение' })
    for (let number = 0; number < 230; number += 1)
      standIn.world.addComment({ ownerId: WALL, postId: busy.id, fromId: 7001, text: `Мнение ${number}` })
    expect((await read(null)).posts).to.have.length(131 + 230)
  })

  it('gives nothing on a second reading when nothing has changed', async () => {
    standIn.world.addPost({ ownerId: WALL, text: 'Новость' })
    const first = await read(null)
    expect((await read(first.cursor)).posts).to.deep.equal([])
  })

  it('gives only what is new', async () => {
    const post = standIn.world.addPost({ ownerId: WALL, text: 'Новость' })
    const first = await read(null)
    now += 60_000
    standIn.world.addComment({ ownerId: WALL, postId: post.id, fromId: 7001, text: 'Яма у школы' })
    expect((await read(first.cursor)).posts.map((one) => one.text)).to.deep.equal(['Яма у школы'])
  })

  it('does not stop at a pinned post', async () => {
    standIn.world.addPost({ ownerId: WALL, text: 'Правила группы', date: START / 1000 - 90 * 86_400, pinned: true })
    const first = await read(null)
    now += 60_000
    standIn.world.addPost({ ownerId: WALL, text: 'Свежая новость' })
    expect((await read(first.cursor)).posts.map((one) => one.text)).to.deep.equal(['Свежая новость'])
  })

  it('sees an edit as a new revision of the same post', async () => {
    const post = standIn.world.addPost({ ownerId: WALL, text: 'Нет вады' })
    const first = await read(null)
    post.text = 'Нет воды'
    post.edited = START / 1000 + 30
    const second = await read(first.cursor)
    expect(ids(second.posts)).to.deep.equal(ids(first.posts))
    expect(second.posts[0]?.rev).not.to.equal(first.posts[0]?.rev)
    expect(second.posts[0]?.editedAt).to.equal(START + 30_000)
  })

  it('sees a removed comment as a revision with the words of the archive', async () => {
    const post = standIn.world.addPost({ ownerId: WALL, text: 'Новость' })
    const comment = standIn.world.addComment({ ownerId: WALL, postId: post.id, fromId: 7001, text: 'Яма у школы' })
    const first = await read(null)
    standIn.world.remove('comments', comment.id)
    const [gone] = (await read(first.cursor)).posts
    expect(gone?.id).to.equal(`vk:comment:${WALL}_${comment.id}`)
    expect(gone?.deletedAt).to.equal(now)
    expect(gone?.text).to.equal('Яма у школы')
  })

  it('calls a post removed only when it is missing twice', async () => {
    standIn.world.addPost({ ownerId: WALL, text: 'Старая', date: START / 1000 - 500 })
    const post = standIn.world.addPost({ ownerId: WALL, text: 'Новая' })
    const first = await read(null)
    standIn.world.remove('posts', post.id)
    const second = await read(first.cursor)
    expect(second.posts).to.deep.equal([])
    expect((await read(second.cursor)).posts.map((one) => [one.text, one.deletedAt])).to.deep.equal([['Новая', now]])
  })

  it('keeps photo-only posts, reposts and plain words of mentions', async () => {
    standIn.world.addPost({
      ownerId: WALL,
      text: '',
      attachments: [{ type: 'photo', photo: { id: 5, owner_id: WALL, sizes: [{ url: 'https://example.org/p.jpg', width: 100 }] } }],
    })
    standIn.world.addPost({ ownerId: WALL, text: 'Смотрите', copyHistory: [{ text: 'Дорогу закрыли' }] })
    standIn.world.addPost({ ownerId: WALL, text: '[id7001|Анна], спасибо! @club1 (Мэрия)' })
    const { posts } = await read(null)
    expect(posts.find((one) => one.text === '')?.media[0]?.id).to.equal(`photo${WALL}_5`)
    expect(posts.find((one) => one.text === 'Смотрите')?.quoted).to.deep.equal(['Дорогу закрыли'])
    expect(posts.map((one) => one.text)).to.include('Анна, спасибо! Мэрия')
  })

  it('marks the accounts of agencies as official and names people', async () => {
    const post = standIn.world.addPost({ ownerId: WALL, text: 'Новость' })
    standIn.world.addComment({ ownerId: WALL, postId: post.id, fromId: WALL, text: 'Ответ' })
    standIn.world.addComment({ ownerId: WALL, postId: post.id, fromId: 7001, text: 'Вопрос' })
    const { posts } = await read(null)
    expect(posts.find((one) => one.text === 'Ответ')?.author.kind).to.equal('official')
    expect(posts.find((one) => one.text === 'Вопрос')?.author).to.deep.include({ kind: 'person', name: 'Анна Смирнова' })
  })

  it('reads 25 walls with one request', async () => {
    const walls = Array.from({ length: 25 }, (_, index) => -(9001 + index))
    for (const ownerId of walls) standIn.world.addPost({ ownerId, text: 'Новость' })
    await read(null, collector(walls))
    expect(standIn.counts.get('execute')).to.equal(1)
    expect(standIn.counts.get('wall.get')).to.equal(25)
  })

  it('finds posts by words anywhere', async () => {
    standIn.world.addPost({ ownerId: -777, text: 'Курск, яма на дороге' })
    standIn.world.addPost({ ownerId: -777, text: 'Продам гараж' })
    const { posts } = await read(null, collector([], ['яма']))
    expect(posts.map((one) => one.text)).to.deep.equal(['Курск, яма на дороге'])
  })

  it('leaves an unreadable wall alone for a day and reads the others', async () => {
    standIn.world.refused.set(-9002, 15)
    standIn.world.addPost({ ownerId: WALL, text: 'Новость' })
    const reader = collector([WALL, -9002])
    const first = await read(null, reader)
    expect(first.posts).to.have.length(1)
    expect(reader.alarms().map((alarm) => [alarm.sourceId, alarm.kind])).to.deep.equal([['vk:-9002', 'unreadable']])
    const asked = standIn.counts.get('wall.get') ?? 0
    await read(first.cursor, reader)
    expect(standIn.counts.get('wall.get')).to.equal(asked + 1)
  })

  it('takes no comment for removed when VK did not show the comments, and reads them the next time', async () => {
    const post = standIn.world.addPost({ ownerId: WALL, text: 'Новость' })
    standIn.world.addComment({ ownerId: WALL, postId: post.id, fromId: 7001, text: 'Яма у школы' })
    const first = await read(null)
    standIn.world.addComment({ ownerId: WALL, postId: post.id, fromId: 7001, text: 'Яма у сада' })
    standIn.trick('wall.getComments', { error: 10 })
    expect(await failure(read(first.cursor))).to.be.instanceOf(Unavailable)
    expect((await read(first.cursor)).posts.map((one) => one.text)).to.deep.equal(['Яма у сада'])
  })

  it('keeps what it knows of comments that were closed to readers', async () => {
    const post = standIn.world.addPost({ ownerId: WALL, text: 'Новость' })
    standIn.world.addComment({ ownerId: WALL, postId: post.id, fromId: 7001, text: 'Яма у школы' })
    const first = await read(null)
    standIn.world.addComment({ ownerId: WALL, postId: post.id, fromId: 7001, text: 'Яма у сада' })
    standIn.trick('wall.getComments', { error: 212 })
    const second = await read(first.cursor)
    expect(second.posts).to.deep.equal([])
    expect((await read(second.cursor)).posts.map((one) => one.text)).to.deep.equal(['Яма у сада'])
  })

  for (const code of [1, 6, 10, 36] as const) {
    it(`asks again later after error ${code} and loses nothing`, async () => {
      standIn.world.addPost({ ownerId: WALL, text: 'Новость' })
      standIn.trick('wall.get', { error: code })
      // Six is too many a second: a reading client itself asks again.
      if (code !== 6) expect(await failure(read(null))).to.be.instanceOf(Unavailable)
      expect((await read(null)).posts).to.have.length(1)
    })
  }

  for (const code of [5, 27, 14] as const) {
    it(`stops and calls a person after error ${code}`, async () => {
      standIn.trick('wall.get', { error: code })
      expect(await failure(read(null))).to.be.instanceOf(Misconfigured)
    })
  }

  it('parks a search whose daily quota is used up', async () => {
    standIn.trick('newsfeed.search', { error: 29 })
    const reader = collector([], ['яма'])
    const first = await read(null, reader)
    await read(first.cursor, reader)
    expect(standIn.counts.get('newsfeed.search')).to.equal(1)
    expect(reader.alarms()[0]?.kind).to.equal('parked')
  })

  it('takes an answer that is not VK for an outage', async () => {
    standIn.trick('wall.get', { html: true })
    expect(await failure(read(null))).to.be.instanceOf(Unavailable)
  })

  it('raises an alarm when a wall has been silent', async () => {
    standIn.world.addPost({ ownerId: WALL, text: 'Новость' })
    const reader = collector()
    const first = await read(null, reader)
    now += 15 * 86_400_000
    await read(first.cursor, reader)
    expect(reader.alarms().map((alarm) => alarm.kind)).to.deep.equal(['silence'])
  })

  it('begins anew from a cursor it cannot read', async () => {
    standIn.world.addPost({ ownerId: WALL, text: 'Новость' })
    expect((await read({ walls: 'broken' })).posts).to.have.length(1)
  })
})
