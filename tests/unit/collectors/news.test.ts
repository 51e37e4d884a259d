import { expect } from 'chai'
import { newWall, type WallCursor } from '../../../collectors/vk/cursor.ts'
import { commentNews, type WallNews, wallNews } from '../../../collectors/vk/news.ts'
import type { WallPage } from '../../../collectors/vk/wall.ts'
import { Malformed } from '../../../core/errors.ts'
import { dead, ok } from '../../../core/outcome.ts'
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
    wall: -1,
    posts,
    newestAt: NOW,
    oldestAt: NOW - 98 * DAY_MS,
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
        const read = commentNews(known, { comments: [], deleted: new Set(), broken: new Set(), upTo: Infinity }, now).known
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
    const first = wallNews(newWall(NOW), wallPage([...page, ...further]), NOW)
    const { cursor, toRead } = wallNews(allRead(first, NOW), wallPage(page), NOW)
    expect(Object.keys(cursor.posts)).to.have.length(101).and.include('1')
    expect(toRead).to.deep.equal([])
  })

  it('shows no post as gone that new ones have moved off the first page, though a pinned one is older', () => {
    let { cursor } = wallNews(newWall(NOW), wallPage([...page, post(900, 99)], { oldestAt: NOW - 99 * DAY_MS }), NOW)
    for (let reading = 0; reading < 3; reading += 1) {
      const news = wallNews(cursor, wallPage(page), NOW)
      expect(news.gone).to.deep.equal([])
      cursor = news.cursor
    }
  })

  it('shows a post that cannot be read any more as standing', () => {
    const known = wallNews(newWall(NOW), wallPage([post(1000, 0), post(999, 1)], { whole: true }), NOW)
    const broken = wallPage([dead(new Malformed('text: not readable', {}), { id: 1000 }), post(999, 1)], { whole: true })
    const once = wallNews(known.cursor, broken, NOW)
    expect(wallNews(once.cursor, broken, NOW).gone).to.deep.equal([])
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
