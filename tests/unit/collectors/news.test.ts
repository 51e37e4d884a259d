import { expect } from 'chai'
import { newWall, type WallCursor } from '../../../collectors/vk/cursor.ts'
import { commentNews, type WallNews, wallNews } from '../../../collectors/vk/news.ts'
import type { WallPage } from '../../../collectors/vk/wall.ts'
import { ok } from '../../../core/outcome.ts'
import type { PostId } from '../../../core/post.ts'
import { aPost } from '../../builders/post.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const NOW = Date.UTC(2026, 2, 17)

describe('What a wall says that was not known', () => {
  const post = (number: number, ageDays: number) => {
    const id: PostId = `vk:wall:-1_${number}`
    return ok(aPost({ id, rootId: id, createdAt: NOW - ageDays * DAY_MS, counters: { likes: 0, comments: 2, reposts: 0, views: 0 } }))
  }
  /** As a page shows it: a pinned post of last year, then the newest. */
  const page = [post(1, 365), ...Array.from({ length: 99 }, (_, age) => post(1000 - age, age))]

  const wallPage = (posts: WallPage['posts'], changes: Partial<WallPage> = {}): WallPage => ({
    posts,
    newestAt: NOW,
    gap: false,
    whole: false,
    ...changes,
  })
  /** The wall as it is known once the comments of all that asks for it were read. */
  const allRead = ({ cursor, toRead }: WallNews, now: number): WallCursor => ({
    ...cursor,
    posts: Object.fromEntries(
      Object.entries(cursor.posts).map(([id, known]) => {
        const asked = toRead.find((one) => String(one.postId) === id)
        const read = commentNews(known, { comments: [], deleted: new Set() }, now).known
        return [id, asked === undefined ? known : { ...read, comments: asked.comments }]
      }),
    ),
  })

  it('is nothing when its first page is as it was, with a pinned post of last year', () => {
    const first = wallNews(newWall(NOW), wallPage(page), NOW)
    expect(first.items).to.have.length(100)
    const second = wallNews(allRead(first, NOW), wallPage(page), NOW + MINUTE_MS)
    expect(second.items).to.deep.equal([])
    expect(second.cursor.newsAt).to.equal(NOW)
    expect(second.toRead).to.deep.equal([])
  })

  it('is kept for the first page only, though the first reading goes further back', () => {
    const further = Array.from({ length: 400 }, (_, age) => post(800 - age, 100 + age))
    const { cursor } = wallNews(newWall(NOW), wallPage([...page, ...further]), NOW)
    expect(Object.keys(cursor.posts)).to.have.length(101).and.include('1')
  })

  it('has comments read again 2, 5, 15, 60 minutes, 6, 24 hours, 3 and 7 days after the last of them, and then no more', () => {
    let cursor = allRead(wallNews(newWall(NOW), wallPage([post(1000, 0)]), NOW), NOW)
    const readAfter: number[] = []
    for (let minutes = 1; minutes <= 9 * 24 * 60; minutes += 1) {
      const now = NOW + minutes * MINUTE_MS
      const news = wallNews(cursor, wallPage([post(1000, 0)]), now)
      if (news.toRead.length > 0) readAfter.push(minutes)
      cursor = allRead(news, now)
    }
    expect(readAfter).to.deep.equal([2, 5, 15, 60, 360, 1440, 4320, 10_080])
  })

  it('shows the oldest post of a wall as gone when the wall was read to its end', () => {
    const both = wallPage([post(1000, 0), post(999, 5)], { whole: true })
    const one = wallPage([post(1000, 0)], { whole: true })
    const known = wallNews(newWall(NOW), both, NOW)
    const once = wallNews(known.cursor, one, NOW)
    expect(once.gone).to.deep.equal([])
    expect(wallNews(once.cursor, one, NOW).gone).to.deep.equal(['vk:wall:-1_999'])
  })

  it('shows nothing as gone when nothing at all was found', () => {
    const empty = wallPage([], { newestAt: null, whole: true })
    const known = wallNews(newWall(NOW), wallPage(page), NOW)
    expect(wallNews(wallNews(known.cursor, empty, NOW).cursor, empty, NOW).gone).to.deep.equal([])
  })
})
