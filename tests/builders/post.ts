import type { Post } from '../../core/post.ts'

/** A citizen's comment; only what a test is about has to be said. */
export const aPost = (changes: Partial<Post> = {}): Post => {
  const id = changes.id ?? 'vk:comment:-1_7'
  return {
    id,
    rev: 'r1',
    platform: 'vk',
    kind: 'comment',
    parentId: null,
    rootId: id,
    sourceId: 'vk:-1',
    url: 'https://vk.com/wall-1_2?reply=7',
    author: { id: '7001', name: 'Анна Смирнова', url: 'https://vk.com/id7001', kind: 'person' },
    text: 'В Курчатове на улице Ленина яма',
    quoted: [],
    createdAt: Date.UTC(2026, 2, 17, 6, 50),
    editedAt: null,
    collectedAt: Date.UTC(2026, 2, 17, 6, 55),
    deletedAt: null,
    media: [],
    geo: null,
    counters: { likes: 0, comments: 0, reposts: 0, views: 0 },
    replyable: { can: true, reason: null },
    ...changes,
  }
}
