import { expect } from 'chai'
import { CSV_FIELDS } from '../../../collectors/csv-fields.ts'
import { postFromRecord } from '../../../collectors/record.ts'
import type { Post } from '../../../core/post.ts'

/** Of another kind than a text of any content. */
const VALUES: Readonly<Record<string, unknown>> = {
  id: 'vk:comment:-1_1',
  platform: 'vk',
  kind: 'comment',
  parentId: 'vk:wall:-1_1',
  rootId: 'vk:wall:-1_1',
  url: 'https://vk.com/wall-1_1',
  'author.url': 'https://vk.com/id1',
  'author.kind': 'person',
  createdAt: Date.UTC(2026, 0, 1),
  editedAt: Date.UTC(2026, 0, 2),
  deletedAt: Date.UTC(2026, 0, 3),
  'geo.lat': 51,
  'geo.lon': 36,
  'counters.likes': 1,
  'counters.comments': 2,
  'counters.reposts': 3,
  'counters.views': 4,
}

type Node = Readonly<Record<string, unknown>>

describe('The fields that a cell can hold', () => {
  it('are fields of a post', () => {
    const record: Record<string, unknown> = {}
    for (const field of CSV_FIELDS) {
      const [outer = '', inner] = field.split('.')
      const value = VALUES[field] ?? `of ${field}`
      record[outer] = inner === undefined ? value : { ...(record[outer] as Node | undefined), [inner]: value }
    }
    const item = postFromRecord(record, Date.UTC(2026, 2, 17))
    expect(item.kind).to.equal('ok')
    const post = (item as { value: Post }).value as unknown as Node
    for (const field of CSV_FIELDS) {
      const [outer = '', inner] = field.split('.')
      const found = inner === undefined ? post[outer] : (post[outer] as Node)[inner]
      expect(found, field).to.equal(VALUES[field] ?? `of ${field}`)
    }
  })
})
