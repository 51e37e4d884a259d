import { expect } from 'chai'
import { readingVk, WALL } from './reading-vk.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

describe('the VK collector, where comments are counted that are not for everybody', () => {
  const { vk, later, collector, read, answers } = readingVk()
  type Reading = Awaited<ReturnType<typeof read>>
  const comments = ({ posts }: Reading): number => posts.filter((post) => post.kind === 'comment' && post.deletedAt === null).length
  const removed = ({ posts }: Reading): string[] => posts.filter((post) => post.deletedAt !== null).map((post) => post.text)

  /** Comments that are not shown though their place is counted. */
  const hidden = new Set<number>()
  beforeEach(() => {
    hidden.clear()
    answers((_, __, shown) => ({ ...shown, items: shown.items.filter((one) => !hidden.has(one.id)) }))
  })

  /** A post with so many comments, under this one where it is told. */
  function discussed(count: number, replyTo?: number) {
    const post = vk().world.posts[0] ?? vk().world.addPost({ ownerId: WALL, text: 'Новость' })
    return Array.from({ length: count }, (_, number) =>
      vk().world.addComment({
        ownerId: WALL,
        postId: post.id,
        fromId: 7001,
        text: `Мнение ${number}`,
        ...(replyTo !== undefined && { replyTo }),
      }),
    )
  }

  it('reads the comments behind a page that is short', async () => {
    hidden.add(discussed(250)[3]!.id)
    expect(comments(await read(null))).to.equal(249)
  })

  it('reads the replies of a thread behind a page that is short', async () => {
    const [root] = discussed(1)
    hidden.add(discussed(230, root!.id)[3]!.id)
    expect(comments(await read(null))).to.equal(1 + 229)
  })

  it('takes one comment for removed when one is no longer shown, not those behind it', async () => {
    const all = discussed(250)
    const first = await read(null)
    hidden.add(all[3]!.id)
    later(3 * MINUTE_MS)
    const second = await read(first.cursor)
    later(3 * MINUTE_MS)
    expect([second, await read(second.cursor)].map(removed)).to.deep.equal([[], ['Мнение 3']])
  })

  it('takes none for removed when none is shown though they are counted, and sees soon what is shown again', async () => {
    const all = discussed(30)
    let { cursor } = await read(null)
    for (const { id } of all) hidden.add(id)
    for (const minutes of [3, 4, 5, 20]) {
      later(minutes * MINUTE_MS)
      const reading = await read(cursor)
      expect(removed(reading)).to.deep.equal([])
      cursor = reading.cursor
    }
    discussed(1)
    hidden.clear()
    const again = await read(cursor)
    expect([removed(again), again.posts.map((post) => post.text)]).to.deep.equal([[], ['Мнение 0']])
  })

  it('takes a comment for removed though a later reply was never shown', async () => {
    const all = discussed(3)
    hidden.add(discussed(1, all[2]!.id)[0]!.id)
    let { cursor } = await read(null)
    vk().world.remove('comments', all[0]!.id)
    const gone: string[] = []
    for (let reading = 0; reading < 2; reading += 1) {
      later(MINUTE_MS)
      const { posts, cursor: next } = await read(cursor)
      gone.push(...posts.map((post) => post.text))
      cursor = next
    }
    expect(gone).to.deep.equal(['Мнение 0'])
  })

  it('asks ever more seldom for what is never shown, without an alarm', async () => {
    const [root] = discussed(1)
    hidden.add(discussed(1, root!.id)[0]!.id)
    const reader = collector()
    let { cursor } = await read(null, reader)
    for (let reading = 0; reading < 12; reading += 1) {
      later(DAY_MS)
      cursor = (await read(cursor, reader)).cursor
    }
    const asked = vk().counts.get('wall.getComments')
    later(DAY_MS / 2)
    await read(cursor, reader)
    expect(vk().counts.get('wall.getComments')).to.equal(asked)
    expect(reader.alarms()).to.deep.equal([])
  })
})
