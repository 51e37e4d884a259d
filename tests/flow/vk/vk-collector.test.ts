import { expect } from 'chai'
import { Misconfigured, Unavailable } from '../../../core/errors.ts'
import type { Post } from '../../../core/post.ts'
import { failure } from '../../contract/subject.ts'
import { readingVk, START, WALL } from './reading-vk.ts'

describe('the VK collector', () => {
  const { vk, now, later, collector, read } = readingVk()

  const ids = (posts: readonly Post[]): string[] => posts.map((post) => post.id).toSorted()

  it('reads a wall with complete nested threads', async () => {
    const post = vk().world.addPost({ ownerId: WALL, text: 'Отключение воды' })
    const root = vk().world.addComment({ ownerId: WALL, postId: post.id, fromId: 7001, text: 'Когда дадут воду?' })
    for (let reply = 0; reply < 23; reply += 1)
      vk().world.addComment({ ownerId: WALL, postId: post.id, fromId: 7002, text: `Тоже жду ${reply}`, replyTo: root.id })
    const { posts } = await read(null)
    expect(posts).to.have.length(25)
    const nested = posts.find((one) => one.text === 'Тоже жду 22')
    expect(nested?.parentId).to.equal(`vk:comment:${WALL}_${root.id}`)
    expect(nested?.rootId).to.equal(`vk:wall:${WALL}_${post.id}`)
  })

  it('reads more posts and comments than one page holds', async () => {
    for (let number = 0; number < 130; number += 1)
      vk().world.addPost({ ownerId: WALL, text: `Новость ${number}`, date: START / 1000 - number })
    const busy = vk().world.addPost({ ownerId: WALL, text: 'Обсуждение' })
    for (let number = 0; number < 230; number += 1)
      vk().world.addComment({ ownerId: WALL, postId: busy.id, fromId: 7001, text: `Мнение ${number}` })
    expect((await read(null)).posts).to.have.length(131 + 230)
  })

  it('gives nothing on a second reading when nothing has changed', async () => {
    vk().world.addPost({ ownerId: WALL, text: 'Новость' })
    const first = await read(null)
    expect((await read(first.cursor)).posts).to.deep.equal([])
  })

  it('gives nothing on a second reading of a wall that writes more than a page an hour', async () => {
    for (let number = 0; number < 250; number += 1)
      vk().world.addPost({ ownerId: WALL, text: `Новость ${number}`, date: START / 1000 - number * 20 })
    const first = await read(null)
    expect(first.posts).to.have.length(250)
    expect((await read(first.cursor)).posts).to.deep.equal([])
  })

  it('gives only what is new', async () => {
    const post = vk().world.addPost({ ownerId: WALL, text: 'Новость' })
    const first = await read(null)
    later(60_000)
    vk().world.addComment({ ownerId: WALL, postId: post.id, fromId: 7001, text: 'Яма у школы' })
    expect((await read(first.cursor)).posts.map((one) => one.text)).to.deep.equal(['Яма у школы'])
  })

  it('does not stop at a pinned post', async () => {
    vk().world.addPost({ ownerId: WALL, text: 'Правила группы', date: START / 1000 - 90 * 86_400, pinned: true })
    const first = await read(null)
    later(60_000)
    vk().world.addPost({ ownerId: WALL, text: 'Свежая новость' })
    expect((await read(first.cursor)).posts.map((one) => one.text)).to.deep.equal(['Свежая новость'])
  })

  it('sees an edit as a new revision of the same post', async () => {
    const post = vk().world.addPost({ ownerId: WALL, text: 'Нет вады' })
    const first = await read(null)
    post.text = 'Нет воды'
    post.edited = START / 1000 + 30
    const second = await read(first.cursor)
    expect(ids(second.posts)).to.deep.equal(ids(first.posts))
    expect(second.posts[0]?.rev).not.to.equal(first.posts[0]?.rev)
    expect(second.posts[0]?.editedAt).to.equal(START + 30_000)
  })

  it('sees a removed comment as a revision with the words of the archive', async () => {
    const post = vk().world.addPost({ ownerId: WALL, text: 'Новость' })
    const comment = vk().world.addComment({ ownerId: WALL, postId: post.id, fromId: 7001, text: 'Яма у школы' })
    const first = await read(null)
    vk().world.remove('comments', comment.id)
    const second = await read(first.cursor)
    expect(second.posts, 'missing once').to.deep.equal([])
    const [gone] = (await read(second.cursor)).posts
    expect(gone?.id).to.equal(`vk:comment:${WALL}_${comment.id}`)
    expect(gone?.deletedAt).to.equal(now())
    expect(gone?.text).to.equal('Яма у школы')
  })

  it('calls a post removed only when it is missing twice', async () => {
    vk().world.addPost({ ownerId: WALL, text: 'Старая', date: START / 1000 - 500 })
    const post = vk().world.addPost({ ownerId: WALL, text: 'Новая' })
    const first = await read(null)
    vk().world.remove('posts', post.id)
    const second = await read(first.cursor)
    expect(second.posts).to.deep.equal([])
    expect((await read(second.cursor)).posts.map((one) => [one.text, one.deletedAt])).to.deep.equal([['Новая', now()]])
  })

  it('keeps photo-only posts, reposts and plain words of mentions', async () => {
    vk().world.addPost({
      ownerId: WALL,
      text: '',
      attachments: [{ type: 'photo', photo: { id: 5, owner_id: WALL, sizes: [{ url: 'https://example.org/p.jpg', width: 100 }] } }],
    })
    vk().world.addPost({ ownerId: WALL, text: 'Смотрите', copyHistory: [{ text: 'Дорогу закрыли' }] })
    vk().world.addPost({ ownerId: WALL, text: '[id7001|Анна], спасибо! @club1 (Мэрия)' })
    const { posts } = await read(null)
    expect(posts.find((one) => one.text === '')?.media[0]?.id).to.equal(`photo${WALL}_5`)
    expect(posts.find((one) => one.text === 'Смотрите')?.quoted).to.deep.equal(['Дорогу закрыли'])
    expect(posts.map((one) => one.text)).to.include('Анна, спасибо! Мэрия')
  })

  it('marks the accounts of agencies as official and names people', async () => {
    const post = vk().world.addPost({ ownerId: WALL, text: 'Новость' })
    vk().world.addComment({ ownerId: WALL, postId: post.id, fromId: WALL, text: 'Ответ' })
    vk().world.addComment({ ownerId: WALL, postId: post.id, fromId: 7001, text: 'Вопрос' })
    const { posts } = await read(null)
    expect(posts.find((one) => one.text === 'Ответ')?.author.kind).to.equal('official')
    expect(posts.find((one) => one.text === 'Вопрос')?.author).to.deep.include({ kind: 'person', name: 'Анна Смирнова' })
  })

  it('reads 25 walls with one request', async () => {
    const walls = Array.from({ length: 25 }, (_, index) => -(9001 + index))
    for (const ownerId of walls) vk().world.addPost({ ownerId, text: 'Новость' })
    await read(null, collector(walls))
    expect(vk().counts.get('execute')).to.equal(1)
    expect(vk().counts.get('wall.get')).to.equal(25)
  })

  it('finds posts by words anywhere', async () => {
    vk().world.addPost({ ownerId: -777, text: 'Курск, яма на дороге' })
    vk().world.addPost({ ownerId: -777, text: 'Продам гараж' })
    const { posts } = await read(null, collector([], ['яма']))
    expect(posts.map((one) => one.text)).to.deep.equal(['Курск, яма на дороге'])
  })

  for (const code of [5, 27, 14] as const) {
    it(`stops and calls a person after error ${code}`, async () => {
      vk().trick('wall.get', { error: code })
      expect(await failure(read(null))).to.be.instanceOf(Misconfigured)
    })
  }

  it('takes an answer that is not VK for an outage', async () => {
    vk().trick('wall.get', { html: true }, 2)
    expect(await failure(read(null))).to.be.instanceOf(Unavailable)
  })

  it('raises an alarm when a wall has been silent', async () => {
    vk().world.addPost({ ownerId: WALL, text: 'Новость' })
    const reader = collector()
    const first = await read(null, reader)
    later(15 * 86_400_000)
    await read(first.cursor, reader)
    expect(reader.alarms().map((alarm) => alarm.kind)).to.deep.equal(['silence'])
  })

  it('begins anew from a cursor it cannot read', async () => {
    vk().world.addPost({ ownerId: WALL, text: 'Новость' })
    expect((await read({ walls: 'broken' })).posts).to.have.length(1)
  })

  it('begins a wall anew that it cannot read of a cursor, not the others', async () => {
    for (const ownerId of [WALL, -9002]) vk().world.addPost({ ownerId, text: `Яма ${ownerId}` })
    const { cursor } = await read(null, collector([WALL, -9002]))
    const { walls } = cursor as { readonly walls: Record<string, object> }
    const broken = { walls: { ...walls, '-9002': { watermark: 'late' } }, searches: { яма: null } }
    const { posts } = await read(broken, collector([WALL, -9002]))
    expect(posts.map((post) => post.text)).to.deep.equal(['Яма -9002'])
  })
})
