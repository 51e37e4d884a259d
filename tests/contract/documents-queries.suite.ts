import { expect } from 'chai'
import type { Query, Write } from '../../core/documents.ts'
import { Malformed } from '../../core/errors.ts'
import { post, type DocumentsUnderTest } from './documents-subject.ts'
import { failure } from './subject.ts'

/** What is found by fields, and counted. */
export function documentsQueries({ documents, ids, write }: DocumentsUnderTest): void {
  it('finds by a field', async () => {
    await write(post({ id: 'a', platform: 'vk' }), post({ id: 'b', platform: 'ok' }), post({ id: 'c' }))
    expect(await ids({ where: [{ field: 'platform', is: 'vk' }] })).to.deep.equal(['a'])
    expect(await ids({ where: [{ field: 'platform', is: null }] })).to.deep.equal(['c'])
    expect(await ids({ where: [{ field: 'platform', in: ['vk', 'ok'] }] })).to.deep.equal(['a', 'b'])
    expect(await ids({ where: [{ field: 'platform', in: [] }] })).to.deep.equal([])
  })

  it('finds by a range, from inclusive and to exclusive', async () => {
    await write(
      post({ id: 'a', createdAt: 1 }),
      post({ id: 'b', createdAt: 2 }),
      post({ id: 'c', createdAt: 3 }),
      post({ id: 'd', createdAt: null }),
    )
    expect(await ids({ where: [{ field: 'createdAt', from: 2 }] })).to.deep.equal(['b', 'c'])
    expect(await ids({ where: [{ field: 'createdAt', from: 1, to: 3 }] })).to.deep.equal(['a', 'b'])
  })

  it('finds by true and false', async () => {
    await write(post({ id: 'a', needsResponse: true }), post({ id: 'b', needsResponse: false }))
    expect(await ids({ where: [{ field: 'needsResponse', is: false }] })).to.deep.equal(['b'])
  })

  it('finds what does not fit, what has no value included', async () => {
    await write(post({ id: 'a', platform: 'vk' }), post({ id: 'b', platform: 'ok' }), post({ id: 'c' }))
    expect(await ids({ where: [{ not: { field: 'platform', is: 'vk' } }] })).to.deep.equal(['b', 'c'])
    expect(await ids({ where: [{ not: { field: 'platform', is: null } }] })).to.deep.equal(['a', 'b'])
  })

  it('wants every filter to hold', async () => {
    await write(post({ id: 'a', platform: 'vk', createdAt: 1 }), post({ id: 'b', platform: 'vk', createdAt: 9 }))
    expect(
      await ids({
        where: [
          { field: 'platform', is: 'vk' },
          { field: 'createdAt', from: 5 },
        ],
      }),
    ).to.deep.equal(['b'])
  })

  it('finds what a list contains', async () => {
    const item = (id: string, agencies: string[]): Write => ({
      collection: 'cases',
      id,
      value: {},
      fields: { agencies },
      mode: { kind: 'put' },
    })
    await write(item('a', ['x', 'y']), item('b', ['y']), item('c', []))
    const found = async (where: Query['where']) =>
      (await documents().query({ collection: 'cases', limit: 10, ...(where !== undefined && { where }) })).items.map((one) => one.id)
    expect(await found([{ field: 'agencies', is: 'y' }])).to.deep.equal(['a', 'b'])
    expect(await found([{ field: 'agencies', in: ['x', 'z'] }])).to.deep.equal(['a'])
    await write(item('a', ['z']))
    expect(await found([{ field: 'agencies', is: 'x' }])).to.deep.equal([])
  })

  it('sees its own writes at once in a query', async () => {
    for (let index = 0; index < 20; index += 1) {
      await write(post({ id: `p${index}`, platform: 'vk' }))
      expect(await documents().count({ collection: 'posts', where: [{ field: 'platform', is: 'vk' }] })).to.equal(index + 1)
    }
  })

  it('counts per value, most first', async () => {
    await write(post({ id: 'a', platform: 'vk' }), post({ id: 'b', platform: 'vk' }), post({ id: 'c', platform: 'ok' }), post({ id: 'd' }))
    expect(await documents().facet({ collection: 'posts', field: 'platform', limit: 10 })).to.deep.equal([
      { value: 'vk', count: 2 },
      { value: 'ok', count: 1 },
    ])
  })

  it('counts', async () => {
    await write(post({ id: 'a', platform: 'vk', lemmas: 'яма' }), post({ id: 'b', platform: 'vk' }), post({ id: 'c', platform: 'ok' }))
    expect(await documents().count({ collection: 'posts' })).to.equal(3)
    expect(await documents().count({ collection: 'posts', words: [['яма']] })).to.equal(1)
  })

  it('refuses a field that is not declared, naming it', async () => {
    const error = await failure(documents().write({ ...post({ id: 'a' }), fields: { colour: 'red' } }))
    expect(error).to.be.instanceOf(Malformed)
    expect((error as Malformed).details).to.deep.include({ field: 'colour' })
    expect(await failure(documents().query({ collection: 'posts', where: [{ field: 'colour', is: 'red' }], limit: 1 }))).to.be.instanceOf(
      Malformed,
    )
  })
}
