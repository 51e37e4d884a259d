import { expect } from 'chai'
import { type ReplayOptions, replayCollector, type Resumed } from '../../../collectors/replay.ts'
import { Misconfigured } from '../../../core/errors.ts'

interface Reading {
  readonly texts: readonly string[]
  readonly cursor: unknown
  readonly how: Resumed | null
}

describe('A file that is replayed again', () => {
  const ROWS = ['Нет воды', 'Яма', 'Не горит фонарь']

  /** One reading of a file of the one name. */
  async function read(rows: readonly string[], cursor: unknown, changes: Partial<ReplayOptions> = {}): Promise<Reading> {
    const texts: string[] = []
    let how: Resumed | null = null
    let saved = cursor
    async function* input() {
      for (const text of rows) yield `${JSON.stringify({ text })}\n`
    }
    const collector = replayCollector({
      name: 'file',
      input,
      format: 'ndjson',
      now: () => Date.UTC(2026, 2, 17),
      resumed: (told) => (how = told),
      ...changes,
    })
    for await (const page of collector.pages(cursor, new AbortController().signal)) {
      texts.push(...page.items.map((item) => (item.kind === 'ok' ? item.value.text : item.kind)))
      saved = page.cursor
    }
    return { texts, cursor: saved, how }
  }
  const readBefore = async (rows: readonly string[]): Promise<unknown> => (await read(rows, null)).cursor

  it('goes on behind what was read before, and tells how much that was', async () => {
    const cursor = await readBefore(ROWS)
    expect(await read(ROWS, cursor)).to.deep.include({ texts: [], how: { kind: 'same', rows: 3 } })
    expect(await read([...ROWS, 'Снег'], cursor)).to.deep.include({ texts: ['Снег'], how: { kind: 'same', rows: 3 } })
  })

  const OTHERS: readonly (readonly [what: string, rows: readonly string[]])[] = [
    ['a corrected row', ['Нет воды третий день', ...ROWS.slice(1), 'Снег']],
    ['fewer rows', ROWS.slice(1)],
    ['rows of another kind', ['Снег', 'Мусор', 'Автобус', 'Шум']],
    ['no row', []],
  ]
  for (const [what, rows] of OTHERS) {
    it(`is read from its beginning where it holds ${what}, and goes on in that one afterwards`, async () => {
      const { texts, cursor, how } = await read(rows, await readBefore(ROWS))
      expect({ texts, how }).to.deep.equal({ texts: rows, how: { kind: 'other' } })
      if (rows.length > 0) expect((await read([...rows, 'Лёд'], cursor)).texts).to.deep.equal(['Лёд'])
    })
  }

  it('goes on from a cursor that is a line alone, and is read from its beginning where it has not so many', async () => {
    const { texts, cursor } = await read(ROWS, 2)
    expect(texts).to.deep.equal(['Не горит фонарь'])
    expect((await read(['Снег', ...ROWS.slice(1)], cursor)).texts).to.deep.equal(['Снег', ...ROWS.slice(1)])
    expect((await read(ROWS, 7)).texts).to.deep.equal(ROWS)
  })

  it('is another file where its columns are others', async () => {
    async function* input() {
      yield 'a,b\nраз,два\n'
    }
    const csv = (column: string, cursor: unknown) => read([], cursor, { input, format: 'csv', columns: { text: column } })
    const { cursor } = await csv('a', null)
    expect((await csv('a', cursor)).texts).to.deep.equal([])
    expect((await csv('b', cursor)).texts).to.deep.equal(['два'])
  })

  it('is not begun where it holds other rows and cannot be opened again: they would be lost', async () => {
    async function* once() {
      yield '{"text":"Снег"}\n'
    }
    const failed = await read([], await readBefore(ROWS), { input: once() }).catch((error: unknown) => error)
    expect(failed).to.be.instanceOf(Misconfigured)
  })

  it('is read whatever was read before where it does not resume', async () => {
    expect((await read(ROWS, await readBefore(ROWS), { resumes: false })).texts).to.deep.equal(ROWS)
  })
})
