import { expect } from 'chai'
import { type ItemContext, postOf } from '../../../collectors/vk/post.ts'
import type { Post } from '../../../core/post.ts'

const WALL = -9001
const CONTEXT: ItemContext = { collectedAt: Date.UTC(2026, 2, 17, 9), names: new Map(), officialIds: new Set([WALL]), ownerId: WALL }
const ITEM = { id: 5, owner_id: WALL, from_id: 7001, date: Date.UTC(2026, 2, 17, 8) / 1000, text: 'Яма у школы' }
const PICTURE = { type: 'photo', photo: { id: 7, owner_id: WALL, sizes: [{ url: 'https://example.org/p.jpg', width: 100 }] } }

function read(changes: object): Post {
  const outcome = postOf({ ...ITEM, ...changes }, CONTEXT)
  return outcome.kind === 'ok' ? outcome.value : expect.fail(outcome.kind === 'dead' ? outcome.error.message : outcome.kind)
}

const field = (changes: object): unknown => {
  const outcome = postOf({ ...ITEM, ...changes }, CONTEXT)
  return outcome.kind === 'dead' ? outcome.error.details['field'] : outcome.kind
}

describe('An item of VK', () => {
  const plain = read({})

  for (const name of [
    'attachments',
    'comments',
    'copy_history',
    'deleted',
    'edited',
    'geo',
    'is_deleted',
    'is_pinned',
    'likes',
    'owner_id',
    'parents_stack',
    'post_id',
    'post_owner_id',
    'reply_to_comment',
    'reposts',
    'signer_id',
    'thread',
    'views',
  ])
    it(`whose ${name} is null is read as if it were not there`, () => {
      expect(read({ [name]: null })).to.deep.equal(plain)
    })

  for (const [name, value] of Object.entries({
    attachments: {},
    comments: [],
    copy_history: [null, 7],
    edited: 1e13,
    geo: { coordinates: { latitude: '51', longitude: 36 } },
    likes: { count: 'many' },
    parents_stack: ['5'],
    reposts: 3,
    signer_id: 'anna',
    thread: { count: null, items: {}, can_post: 1 },
    views: [],
  }))
    it(`loses nothing but ${name} where that is not what VK promises`, () => {
      expect(read({ [name]: value })).to.deep.equal(plain)
    })

  it('has no place where nothing on earth is', () => {
    expect(read({ geo: { coordinates: '51.7 36.2' } }).geo).to.deep.equal({ lat: 51.7, lon: 36.2 })
    expect(read({ geo: { coordinates: '517 36.2' } }).geo).to.equal(null)
  })

  for (const [what, odd, left] of [
    ['sizes that are no list', { type: 'photo', photo: { id: 1, owner_id: 2, sizes: {} } }, ['photo2_1']],
    ['a size that is nothing', { type: 'photo', photo: { id: 1, owner_id: 2, sizes: [null, { url: 7 }] } }, ['photo2_1']],
    ['an address that is a number', { type: 'photo', photo: { id: 1, owner_id: 2, url: 7, title: {} } }, ['photo2_1']],
    ['no picture', { type: 'photo', photo: null }, ['photo:0']],
    ['a kind that is no kind of anything', { type: 'constructor' }, ['constructor:0']],
    ['nothing', null, []],
    ['no kind', { photo: {} }, []],
  ] as const)
    it(`keeps its words and its other pictures beside an attachment of ${what}`, () => {
      const { text, media } = read({ attachments: [odd, PICTURE] })
      expect([text, media.at(-1)]).to.deep.equal([
        plain.text,
        { kind: 'photo', id: `photo${WALL}_7`, url: 'https://example.org/p.jpg', title: null },
      ])
      expect(media.slice(0, -1).map((one) => [one.id, one.url])).to.deep.equal(left.map((id) => [id, null]))
      expect(media.every((one) => typeof one.kind === 'string')).to.equal(true)
    })

  it("is the agency's own when its page signs it with the name of an employee", () => {
    expect(read({ from_id: WALL, signer_id: 7002 }).author).to.deep.include({ id: String(WALL), kind: 'official' })
    expect(read({ from_id: WALL }).author).to.deep.include({ id: String(WALL), kind: 'official' })
  })

  it("is its signer's where a community signs it", () => {
    expect(read({ from_id: -5, signer_id: 7002 }).author).to.deep.include({ id: '7002', kind: 'person' })
  })

  it('is a dead letter that names the field where what makes it an item cannot be read', () => {
    const fields = [{ id: null }, { owner_id: '-1' }, { from_id: {} }, { text: 7 }, { date: null }].map(field)
    expect(fields).to.deep.equal(['id', 'owner_id', 'from_id', 'text', 'date'])
  })
})
