import { expect } from 'chai'
import { post, type DocumentsUnderTest } from './documents-subject.ts'

/** What is found by the words of its text. */
export function documentsWords({ ids, write }: DocumentsUnderTest): void {
  it('finds texts that have every word in one of its lemmas', async () => {
    await write(
      post({ id: 'a', lemmas: 'яма на дорога' }),
      post({ id: 'b', lemmas: 'яма двор' }),
      post({ id: 'c', lemmas: 'дорога ремонт' }),
    )
    expect(await ids({ words: [['яма', 'ям'], ['дорога']] })).to.deep.equal(['a'])
    expect(await ids({ words: [['яма']] })).to.deep.equal(['a', 'b'])
    expect(await ids({ words: [['мост']] })).to.deep.equal([])
  })

  it('searches text and fields together, newest first', async () => {
    await write(
      post({ id: 'a', lemmas: 'яма', createdAt: 1, platform: 'vk' }),
      post({ id: 'b', lemmas: 'яма', createdAt: 2, platform: 'vk' }),
      post({ id: 'c', lemmas: 'яма', createdAt: 3, platform: 'ok' }),
    )
    expect(
      await ids({ words: [['яма']], where: [{ field: 'platform', is: 'vk' }], sort: { field: 'createdAt', order: 'desc' } }),
    ).to.deep.equal(['b', 'a'])
  })

  it('finds words with signs that a query language would read as its own', async () => {
    await write(post({ id: 'a', lemmas: 'кто-то and* "or"' }))
    expect(await ids({ words: [['кто-то']] })).to.deep.equal(['a'])
    expect(await ids({ words: [['not"there']] })).to.deep.equal([])
  })

  it('finds a text by its new words after a change, not by the old ones', async () => {
    await write(post({ id: 'a', lemmas: 'яма' }))
    await write(post({ id: 'a', lemmas: 'мост' }, { kind: 'put' }))
    expect(await ids({ words: [['яма']] })).to.deep.equal([])
    expect(await ids({ words: [['мост']] })).to.deep.equal(['a'])
  })
}
