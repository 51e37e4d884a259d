import { PassThrough } from 'node:stream'
import { expect } from 'chai'
import { replayCollector } from '../../../collectors/replay.ts'
import { Misconfigured } from '../../../core/errors.ts'

describe('A CSV file that is replayed', () => {
  async function read(text: string, cursor: number | null = null): Promise<readonly (string | number)[]> {
    async function* input() {
      yield text
    }
    const collector = replayCollector({
      name: 'file',
      input: input(),
      format: 'csv',
      columns: { id: 'id', text: 'text' },
      now: () => Date.UTC(2026, 2, 17),
    })
    const told: (string | number)[] = []
    for await (const page of collector.pages(cursor, new AbortController().signal))
      told.push(...page.items.map((item) => (item.kind === 'ok' ? item.value.text : item.kind === 'dead' ? item.error.message : 'dropped')))
    return told
  }
  const head = 'id,text\nvk:comment:-1_1,первое\n'

  it('takes quotes inside a text for what they are', async () => {
    const rows = `${head}vk:comment:-1_2,Двор на ул. "Мира" не убран\nvk:comment:-1_3,"Двор" на улице\nvk:comment:-1_4,"Он сказал: ""да"""\n`
    expect(await read(rows)).to.deep.equal(['первое', 'Двор на ул. "Мира" не убран', '"Двор" на улице', 'Он сказал: "да"'])
  })

  it('sets a row with a cell too many aside by its line, in its place, and reads on', async () => {
    const rows = `${head}vk:comment:-1_2,Нет воды, света и газа\nvk:comment:-1_3,третье\n`
    const [first, second, third, ...others] = await read(rows)
    expect([first, third, others]).to.deep.equal(['первое', 'третье', []])
    expect(second).to.match(/^line 3: Invalid Record Length/)
    expect(await read(rows, 3)).to.deep.equal(['третье'])
  })

  it('sets the line of a quote that is never closed aside, and reads what comes after', async () => {
    for (const others of ['vk:comment:-1_3,третье\n', 'vk:comment:-1_3,"третье"\n']) {
      const [first, second, ...rest] = await read(`${head}vk:comment:-1_2,"не закрыто\n${others}`)
      expect([first, second, rest]).to.deep.equal(['первое', 'line 3: Quote Not Closed', ['третье']])
    }
  })

  it('takes line breaks within quotes for a part of the text, also as Windows writes them', async () => {
    const rows = `${head}vk:comment:-1_2,"раз\r\nдва ""три"""\r\nvk:comment:-1_3,третье\r\n`
    expect(await read(rows)).to.deep.equal(['первое', 'раз\r\nдва "три"', 'третье'])
  })

  it('names a broken row of several lines by its first', async () => {
    const [, second, third] = await read(`${head}vk:comment:-1_2,"раз\nдва",лишнее\nvk:comment:-1_3,третье\n`)
    expect(second).to.match(/^line 3: Invalid Record Length/)
    expect(third).to.equal('третье')
  })

  it('is split by what its header is split by', async () => {
    const rows = (delimiter: string) =>
      [`"номер, дата"${delimiter}id${delimiter}text`, `1${delimiter}vk:comment:-1_1${delimiter}Нет воды`].join('\n')
    for (const delimiter of [',', ';', '\t']) expect(await read(rows(delimiter)), delimiter).to.deep.equal(['Нет воды'])
  })

  const HEADERS: readonly (readonly [header: string, sentence: RegExp])[] = [
    ['id;message', /^The CSV has no column text: its columns are id, message$/],
    ['id,text,note,text', /^The CSV has 2 columns named text: /],
  ]
  for (const [header, sentence] of HEADERS) {
    it(`is not begun where its header is ${header}`, async () => {
      const failed = await read(`${header}\n1,2\n`).catch((error: unknown) => error)
      expect(failed).to.be.instanceOf(Misconfigured)
      expect((failed as Error).message).to.match(sentence)
    })
  }

  it('is broken off in its header without a word about columns', async () => {
    const stop = new AbortController()
    const input = new PassThrough()
    input.write('te')
    const collector = replayCollector({ name: 'file', input, format: 'csv', columns: { text: 'text' }, now: Date.now })
    const reading = collector.pages(null, stop.signal)[Symbol.asyncIterator]().next()
    stop.abort()
    expect(await reading).to.deep.equal({ done: true, value: undefined })
  })

  it('may have columns of one name that nobody asks for', async () => {
    expect(await read('id,text,note,note\nvk:comment:-1_1,Нет воды,а,б\n')).to.deep.equal(['Нет воды'])
  })
})
