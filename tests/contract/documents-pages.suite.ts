import { expect } from 'chai'
import type { Write } from '../../core/documents.ts'
import { Malformed } from '../../core/errors.ts'
import { post, type DocumentsUnderTest } from './documents-subject.ts'
import { failure } from './subject.ts'

/** In which order documents come, and page by page. */
export function documentsPages({ documents, ids, write }: DocumentsUnderTest): void {
  it('sorts both ways, ties by id, what has no value last', async () => {
    await write(post({ id: 'a', createdAt: 2 }), post({ id: 'b', createdAt: 1 }), post({ id: 'c', createdAt: 2 }), post({ id: 'd' }))
    expect(await ids({ sort: { field: 'createdAt', order: 'asc' } })).to.deep.equal(['b', 'a', 'c', 'd'])
    expect(await ids({ sort: { field: 'createdAt', order: 'desc' } })).to.deep.equal(['c', 'a', 'b', 'd'])
  })

  it('sorts by id when nothing is said', async () => {
    await write(post({ id: 'b' }), post({ id: 'a' }))
    expect(await ids({})).to.deep.equal(['a', 'b'])
  })

  it('pages through everything once, while more is written', async () => {
    await write(...Array.from({ length: 25 }, (_, index) => post({ id: `p${String(index).padStart(2, '0')}`, createdAt: index % 4 })))
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await documents().query({
        collection: 'posts',
        sort: { field: 'createdAt', order: 'desc' },
        limit: 7,
        ...(after !== undefined && { after }),
      })
      seen.push(...page.items.map((item) => item.id))
      after = page.next ?? undefined
      await write(post({ id: `new${seen.length}`, createdAt: 99 }))
    } while (after !== undefined)
    expect(seen.toSorted()).to.deep.equal(Array.from({ length: 25 }, (_, index) => `p${String(index).padStart(2, '0')}`))
  })

  it('pages through what is due once, while every page moves on and more comes due', async () => {
    const clock = (id: string, nextAlarmAt: number, mode: Write['mode'] = { kind: 'create' }): Write => ({
      collection: 'cases',
      id,
      value: { id },
      fields: { nextAlarmAt },
      mode,
    })
    const due = (after?: string) =>
      documents().query({
        collection: 'cases',
        where: [{ field: 'nextAlarmAt', from: 0, to: 100 }],
        sort: { field: 'nextAlarmAt', order: 'asc' },
        limit: 9,
        ...(after !== undefined && { after }),
      })
    const expected = Array.from({ length: 60 }, (_, index) => `c${index}`)
    await write(...expected.map((id, index) => clock(id, (index % 7) + 1)), ...expected.map((id) => clock(`later-${id}`, 200)))
    const seen: string[] = []
    let after: string | undefined
    do {
      const { items, next } = await due(after)
      seen.push(...items.map((one) => one.id))
      // As a sweep does: what was found is written over its version and is due no more.
      await write(...items.map(({ id, version }) => clock(id, 500, { kind: 'replace', version })))
      // As people do meanwhile: a new one further on, and one that is still to come is written again where it is.
      expected.push(`new${seen.length}`)
      await write(clock(`new${seen.length}`, 50))
      if (!seen.includes('c59')) await write(clock('c59', (59 % 7) + 1, { kind: 'put' }))
      after = next ?? undefined
    } while (after !== undefined && seen.length < 200)
    // What came after the last page is found from the beginning, and nothing else is.
    const rest = (await due()).items.map((one) => one.id)
    expect([...seen, ...rest].toSorted()).to.deep.equal(expected.toSorted())
    expect(rest.length).to.be.below(2)
  })

  it('says that there is no next page at the exact end', async () => {
    await write(post({ id: 'a' }), post({ id: 'b' }))
    expect((await documents().query({ collection: 'posts', limit: 2 })).next).to.equal(null)
  })

  it('refuses a page cursor it did not make', async () => {
    expect(await failure(documents().query({ collection: 'posts', limit: 1, after: 'nonsense' }))).to.be.instanceOf(Malformed)
  })
}
