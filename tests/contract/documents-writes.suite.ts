import { expect } from 'chai'
import { Malformed } from '../../core/errors.ts'
import { post, type DocumentsUnderTest } from './documents-subject.ts'
import { failure } from './subject.ts'

/** What becomes of a document that is written, written over and removed. */
export function documentsWrites({ documents, ids, versionOf, write }: DocumentsUnderTest): void {
  it('gives back any JSON value unchanged', async () => {
    const value = {
      text: 'ё «кавычки» 😀\u2028',
      big: Number.MAX_SAFE_INTEGER,
      small: -0.5,
      list: [null, true, [], {}],
      nested: { deep: { deeper: 1 } },
    }
    await write({ collection: 'cursors', id: 'c', value, fields: {}, mode: { kind: 'put' } })
    expect((await documents().get('cursors', 'c'))?.value).to.deep.equal(value)
  })

  it('has nothing under an id nobody wrote', async () => {
    expect(await documents().get('posts', 'nobody')).to.equal(null)
  })

  it('creates once and says that it exists the second time', async () => {
    const [first] = await write(post({ id: 'a' }))
    const [second] = await write({ ...post({ id: 'a' }), value: 'other' })
    expect([first?.kind, second?.kind]).to.deep.equal(['written', 'exists'])
    expect((await documents().get('posts', 'a'))?.value).to.deep.equal({ id: 'a' })
  })

  it('puts whatever is there', async () => {
    await write(post({ id: 'a' }, { kind: 'put' }))
    await write({ ...post({ id: 'a' }, { kind: 'put' }), value: 'other' })
    expect((await documents().get('posts', 'a'))?.value).to.equal('other')
  })

  it('gives a new version with every write', async () => {
    const [first] = await write(post({ id: 'a' }, { kind: 'put' }))
    const [second] = await write(post({ id: 'a' }, { kind: 'put' }))
    expect(first).not.to.deep.equal(second)
    expect(second).to.deep.equal({ kind: 'written', version: await versionOf('a') })
  })

  it('removes, and says whether there was something', async () => {
    await write(post({ id: 'a' }))
    expect(await documents().remove('posts', 'a')).to.equal(true)
    expect(await documents().remove('posts', 'a')).to.equal(false)
    expect(await documents().get('posts', 'a')).to.equal(null)
    expect(await ids({})).to.deep.equal([])
  })

  it('keeps the same id of two collections apart', async () => {
    await write(post({ id: 'a' }), { collection: 'cursors', id: 'a', value: 'cursor', fields: {}, mode: { kind: 'put' } })
    expect((await documents().get('cursors', 'a'))?.value).to.equal('cursor')
    expect((await documents().get('posts', 'a'))?.value).to.deep.equal({ id: 'a' })
  })

  it('holds a document of 1 MB', async () => {
    const value = { text: 'ж'.repeat(500_000) }
    await write({ ...post({ id: 'a' }), value })
    expect((await documents().get('posts', 'a'))?.value).to.deep.equal(value)
  })

  it('refuses a value of another type than declared', async () => {
    expect(await failure(documents().write({ ...post({ id: 'a' }), fields: { createdAt: 'today' } }))).to.be.instanceOf(Malformed)
  })
}
