import { expect } from 'chai'
import { HEADERS } from '../../../core/message.ts'
import { offered, servedConsole } from './served-console.ts'

interface Listed {
  readonly items: readonly { readonly value: string; readonly topic: string; readonly place: string }[]
  readonly total: number
  readonly topics: readonly string[]
}

describe('The console’s list of dead letters', function () {
  this.timeout(60_000)
  const { ask, as, store } = servedConsole(offered(), ['administrator'])
  const list = async (query: string): Promise<Listed> => (await ask(`GET /api/dead-letters?${query}`, as('administrator'))).json()

  before(async () => {
    const letter = (topic: string, at: number) => {
      const headers = { [HEADERS.originTopic]: topic, [HEADERS.errorMessage]: 'Not JSON' }
      return { topic: `${topic}.dead`, key: `k${at}`, value: `letter ${at}`, headers, at }
    }
    await store().log.append([1, 2, 3, 4, 5, 6, 7].map((at) => letter(at % 2 === 0 ? 'cases' : 'posts', at)))
  })

  it('begins with the newest, whichever partition they lie in, and says how many there are', async () => {
    const { items, total } = await list('limit=3')
    expect(items.map(({ value }) => value)).to.deep.equal(['letter 7', 'letter 6', 'letter 5'])
    expect(total).to.equal(7)
  })

  it('holds those of one topic where one is asked for, and names the others', async () => {
    const { items, total, topics } = await list('topic=cases.dead')
    expect(items.map(({ value }) => value)).to.deep.equal(['letter 6', 'letter 4', 'letter 2'])
    expect(total).to.equal(3)
    expect(topics).to.have.members(['posts.dead', 'cases.dead'])
  })

  it('sends again what can be read again, and says of the rest why it stays', async () => {
    const headers = { [HEADERS.originTopic]: 'posts', [HEADERS.collector]: 'replay:a.csv' }
    const [place] = await store().log.append([{ topic: 'posts.dead', key: 'a', value: '{}', headers, at: 8 }])
    const row = `posts.dead/${place?.partition}/${place?.offset}`
    const [message] = (await list('topic=cases.dead')).items
    const answer = await ask('POST /api/dead-letters/redrive', as('administrator'), { places: [row, message?.place] })
    expect(await answer.json()).to.deep.equal({ redriven: 1, stays: [{ place: row, why: 'no-parser' }] })
  })
})
