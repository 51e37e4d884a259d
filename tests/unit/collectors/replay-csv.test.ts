import { expect } from 'chai'
import { replayCollector } from '../../../collectors/replay.ts'

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

  it('sets what an open quote has swallowed aside by its line', async () => {
    const [first, second, ...others] = await read(`${head}vk:comment:-1_2,"не закрыто\nvk:comment:-1_3,третье\n`)
    expect([first, others]).to.deep.equal(['первое', []])
    expect(second).to.match(/^line \d+: Quote Not Closed/)
  })
})
