import { expect } from 'chai'
import { newWall } from '../../../collectors/vk/cursor.ts'
import { wallNews } from '../../../collectors/vk/news.ts'
import { ok } from '../../../core/outcome.ts'
import type { PostId } from '../../../core/post.ts'
import { aPost } from '../../builders/post.ts'

const DAY_MS = 86_400_000
const NOW = Date.UTC(2026, 2, 17)

describe('What a wall says that was not known', () => {
  const post = (number: number, ageDays: number) => {
    const id: PostId = `vk:wall:-1_${number}`
    return ok(aPost({ id, rootId: id, createdAt: NOW - ageDays * DAY_MS, counters: { likes: 0, comments: 2, reposts: 0, views: 0 } }))
  }
  /** As a page shows it: a pinned post of last year, then the newest. */
  const page = [post(1, 365), ...Array.from({ length: 99 }, (_, age) => post(1000 - age, age))]

  it('is nothing when its first page is as it was, with a pinned post of last year', () => {
    const first = wallNews(newWall(NOW), page, NOW, NOW)
    expect(first.items).to.have.length(100)
    const second = wallNews(first.cursor, page, NOW, NOW + DAY_MS)
    expect(second.items).to.deep.equal([])
    expect(second.cursor.newsAt).to.equal(NOW)
    expect(second.toRead).to.deep.equal([])
  })

  it('is kept for the first page only, though the first reading goes further back', () => {
    const further = Array.from({ length: 400 }, (_, age) => post(800 - age, 100 + age))
    const { cursor } = wallNews(newWall(NOW), [...page, ...further], NOW, NOW)
    expect(Object.keys(cursor.posts)).to.have.length(101).and.include('1')
  })
})
