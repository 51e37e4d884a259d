import { expect } from 'chai'
import type { Documents, FieldValue, Query, Version, Write } from '../../core/documents.ts'
import { Conflict, Malformed } from '../../core/errors.ts'
import { failure, LEASE_MS, type Make, type Subject } from './subject.ts'

interface Archived {
  readonly id: string
  readonly platform?: string | null
  readonly createdAt?: number | null
  readonly needsResponse?: boolean
  readonly lemmas?: string
}

const post = ({ id, lemmas = '', ...fields }: Archived, mode: Write['mode'] = { kind: 'create' }): Write => ({
  collection: 'posts',
  id,
  value: { id },
  fields: fields as Record<string, FieldValue>,
  lemmas,
  mode,
})

/** What every store of documents must do. */
export function documentsContract(name: string, make: Make): void {
  describe(`the documents of ${name}`, function () {
    this.timeout(60_000)
    let subject: Subject
    beforeEach(async () => {
      subject = await make({ leaseMs: LEASE_MS })
    })
    afterEach(() => subject.close())

    const documents = (): Documents => subject.store.documents
    const write = (...writes: Write[]) => Promise.all(writes.map((one) => documents().write(one)))
    const ids = async (query: Omit<Query, 'collection' | 'limit'> & { limit?: number }): Promise<string[]> =>
      (await documents().query({ collection: 'posts', limit: 100, ...query })).items.map((item) => item.id)
    const versionOf = async (id: string): Promise<Version> => (await documents().get('posts', id))?.version ?? ('none' as Version)

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

    it('replaces the version it names', async () => {
      await write(post({ id: 'a' }))
      await write({ ...post({ id: 'a' }, { kind: 'replace', version: await versionOf('a') }), value: 'next' })
      expect((await documents().get('posts', 'a'))?.value).to.equal('next')
    })

    it('refuses to replace another version', async () => {
      await write(post({ id: 'a' }))
      const version = await versionOf('a')
      await write(post({ id: 'a' }, { kind: 'replace', version }))
      expect(await failure(documents().write(post({ id: 'a' }, { kind: 'replace', version })))).to.be.instanceOf(Conflict)
    })

    it('refuses to replace what is not there', async () => {
      await write(post({ id: 'a' }))
      const version = await versionOf('a')
      expect(await failure(documents().write(post({ id: 'b' }, { kind: 'replace', version })))).to.be.instanceOf(Conflict)
    })

    it('gives a new version with every write', async () => {
      const [first] = await write(post({ id: 'a' }, { kind: 'put' }))
      const [second] = await write(post({ id: 'a' }, { kind: 'put' }))
      expect(first).not.to.deep.equal(second)
      expect(second).to.deep.equal({ kind: 'written', version: await versionOf('a') })
    })

    it('lets one of many win a version', async () => {
      await write(post({ id: 'a' }))
      const version = await versionOf('a')
      const results = await Promise.allSettled(
        Array.from({ length: 20 }, () => documents().write(post({ id: 'a' }, { kind: 'replace', version }))),
      )
      expect(results.filter((one) => one.status === 'fulfilled')).to.have.length(1)
    })

    it('loses no update of twenty who take turns', async () => {
      await write({ collection: 'cursors', id: 'n', value: 0, fields: {}, mode: { kind: 'put' } })
      const add = async (): Promise<void> => {
        for (;;) {
          const found = await documents().get<number>('cursors', 'n')
          if (found === null) return
          try {
            await write({
              collection: 'cursors',
              id: 'n',
              value: found.value + 1,
              fields: {},
              mode: { kind: 'replace', version: found.version },
            })
            return
          } catch (error) {
            if (!(error instanceof Conflict)) throw error
          }
        }
      }
      await Promise.all(Array.from({ length: 20 }, add))
      expect((await documents().get('cursors', 'n'))?.value).to.equal(20)
    })

    it('removes, and says whether there was something', async () => {
      await write(post({ id: 'a' }))
      expect(await documents().remove('posts', 'a')).to.equal(true)
      expect(await documents().remove('posts', 'a')).to.equal(false)
      expect(await documents().get('posts', 'a')).to.equal(null)
      expect(await ids({})).to.deep.equal([])
    })

    it('refuses to remove another version', async () => {
      await write(post({ id: 'a' }))
      const version = await versionOf('a')
      await write(post({ id: 'a' }, { kind: 'put' }))
      expect(await failure(documents().remove('posts', 'a', version))).to.be.instanceOf(Conflict)
    })

    it('keeps the same id of two collections apart', async () => {
      await write(post({ id: 'a' }), { collection: 'cursors', id: 'a', value: 'cursor', fields: {}, mode: { kind: 'put' } })
      expect((await documents().get('cursors', 'a'))?.value).to.equal('cursor')
      expect((await documents().get('posts', 'a'))?.value).to.deep.equal({ id: 'a' })
    })

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

    it('sees its own writes at once in a query', async () => {
      for (let index = 0; index < 20; index += 1) {
        await write(post({ id: `p${index}`, platform: 'vk' }))
        expect(await documents().count({ collection: 'posts', where: [{ field: 'platform', is: 'vk' }] })).to.equal(index + 1)
      }
    })

    it('counts', async () => {
      await write(post({ id: 'a', platform: 'vk', lemmas: 'яма' }), post({ id: 'b', platform: 'vk' }), post({ id: 'c', platform: 'ok' }))
      expect(await documents().count({ collection: 'posts' })).to.equal(3)
      expect(await documents().count({ collection: 'posts', words: [['яма']] })).to.equal(1)
    })

    it('counts per value, most first', async () => {
      await write(
        post({ id: 'a', platform: 'vk' }),
        post({ id: 'b', platform: 'vk' }),
        post({ id: 'c', platform: 'ok' }),
        post({ id: 'd' }),
      )
      expect(await documents().facet({ collection: 'posts', field: 'platform', limit: 10 })).to.deep.equal([
        { value: 'vk', count: 2 },
        { value: 'ok', count: 1 },
      ])
    })

    it('refuses a field that is not declared, naming it', async () => {
      const error = await failure(documents().write({ ...post({ id: 'a' }), fields: { colour: 'red' } }))
      expect(error).to.be.instanceOf(Malformed)
      expect((error as Malformed).details).to.deep.include({ field: 'colour' })
      expect(await failure(documents().query({ collection: 'posts', where: [{ field: 'colour', is: 'red' }], limit: 1 }))).to.be.instanceOf(
        Malformed,
      )
    })

    it('refuses a value of another type than declared', async () => {
      expect(await failure(documents().write({ ...post({ id: 'a' }), fields: { createdAt: 'today' } }))).to.be.instanceOf(Malformed)
    })

    it('refuses a page cursor it did not make', async () => {
      expect(await failure(documents().query({ collection: 'posts', limit: 1, after: 'nonsense' }))).to.be.instanceOf(Malformed)
    })

    it('holds a document of 1 MB', async () => {
      const value = { text: 'ж'.repeat(500_000) }
      await write({ ...post({ id: 'a' }), value })
      expect((await documents().get('posts', 'a'))?.value).to.deep.equal(value)
    })
  })
}
