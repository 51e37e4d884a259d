import { expect } from 'chai'
import { newestOf } from '../../../app/flows/intake.ts'
import type { Post } from '../../../core/post.ts'
import { aClassification } from '../../builders/classification.ts'
import { readingVk, WALL } from './reading-vk.ts'

const MINUTE_MS = 60_000

describe('the VK collector, where comments go, change and come back', () => {
  const { vk, now, later, read, aReadWall, archive } = readingVk()
  const texts = ({ posts }: Awaited<ReturnType<typeof read>>): string[] => posts.map((post) => post.text)

  it('sees a comment that came for one that went, and one that was edited, though their number is the same', async () => {
    const { post, comment, cursor } = await aReadWall()
    const edited = vk().world.addComment({ ownerId: WALL, postId: post.id, fromId: 7002, text: 'Нет вады' })
    const second = await read(cursor)
    later(5 * MINUTE_MS)
    edited.text = 'Нет воды'
    vk().world.remove('comments', comment.id)
    vk().world.addComment({ ownerId: WALL, postId: post.id, fromId: 7001, text: 'Яма у сада' })
    expect(texts(await read(second.cursor))).to.have.members(['Нет воды', 'Яма у сада'])
  })

  it('sees a comment removed that stays without words because it has replies, and keeps words and author', async () => {
    const { post, comment, cursor } = await aReadWall()
    vk().world.addComment({ ownerId: WALL, postId: post.id, fromId: 7002, text: 'И у нас', replyTo: comment.id })
    const second = await read(cursor)
    later(5 * MINUTE_MS)
    comment.deleted = true
    const third = await read(second.cursor)
    expect(third.posts.map(({ text, author, deletedAt }) => [text, author.id, deletedAt])).to.deep.equal([['Яма у школы', '7001', now()]])
    later(10 * MINUTE_MS)
    const fourth = await read(third.cursor)
    expect([fourth.posts, fourth.broken]).to.deep.equal([[], []])
  })

  it('lets stand what was removed and is there again, edited or removed once more', async () => {
    const { post, comment, cursor } = await aReadWall()
    const standing: Post[] = []
    let saved = cursor
    const readOn = async (): Promise<void> => {
      later(3 * MINUTE_MS)
      const reading = await read(saved)
      saved = reading.cursor
      standing.push(...reading.posts)
    }
    vk().world.remove('comments', comment.id)
    await readOn()
    await readOn()
    const again = vk().world.addComment({ ...comment, ownerId: WALL, postId: post.id })
    await readOn()
    again.text = 'Яма у школы, глубокая'
    for (let minutes = 0; minutes < 15; minutes += 3) await readOn()
    vk().world.remove('comments', comment.id)
    for (let minutes = 0; minutes < 60; minutes += 3) await readOn()
    expect(standing.map(({ text, deletedAt }) => [text, deletedAt !== null])).to.deep.equal([
      ['Яма у школы', true],
      ['Яма у школы', false],
      ['Яма у школы, глубокая', false],
      ['Яма у школы, глубокая', true],
    ])
    const archived = standing.map((one) => ({ post: one, classification: aClassification() }))
    for (const [index, one] of archived.entries())
      expect(newestOf(archived.slice(0, index + 1)).post.rev, `after ${index + 1}`).to.equal(one.post.rev)
  })

  it('tells that a comment is gone once the archive has it, however long that takes', async () => {
    const { comment, cursor } = await aReadWall()
    const [id] = [...archive.keys()].filter((one) => one.startsWith('vk:comment:'))
    const late = archive.get(id!)!
    archive.delete(late.id)
    vk().world.remove('comments', comment.id)
    let saved = cursor
    for (let reading = 0; reading < 5; reading += 1) {
      later(MINUTE_MS)
      const { posts, cursor: next } = await read(saved)
      expect(posts).to.deep.equal([])
      saved = next
    }
    archive.set(late.id, late)
    const told = await read(saved)
    expect(told.posts.map(({ text, deletedAt }) => [text, deletedAt])).to.deep.equal([['Яма у школы', now()]])
    expect((await read(told.cursor)).posts).to.deep.equal([])
  })

  it('sees the comments of a post go with it', async () => {
    const { post, cursor } = await aReadWall()
    vk().world.addPost({ ownerId: WALL, text: 'Вторая новость' })
    const second = await read(cursor)
    vk().world.remove('posts', post.id)
    later(MINUTE_MS)
    const third = await read(second.cursor)
    expect(third.posts).to.deep.equal([])
    later(MINUTE_MS)
    const fourth = await read(third.cursor)
    expect(fourth.posts.map(({ text, deletedAt }) => [text, deletedAt])).to.have.deep.members([
      ['Новость', now()],
      ['Яма у школы', now()],
    ])
    later(20 * MINUTE_MS)
    expect((await read(fourth.cursor)).posts).to.deep.equal([])
  })
})
