import { expect } from 'chai'
import { offered, servedConsole } from './served-console.ts'

describe('A console that is asked wrongly', function () {
  this.timeout(60_000)
  const current = offered()
  const { ask, as } = servedConsole(current, ['curator', 'administrator'])

  it('takes no message for a duplicate of a case that is not there', async () => {
    const answers = ['case:vk:comment:-1_404', '', 5].map(async (target) => {
      const dismissal = { as: 'technical-duplicate', reason: 'то же', target }
      const response = await ask(`POST /api/cases/${encodeURIComponent(current.id)}/dismiss`, as('curator'), dismissal)
      return [response.statusCode, (response.json() as { refusal?: string }).refusal]
    })
    expect(await Promise.all(answers)).to.deep.equal([
      [422, 'target-missing'],
      [422, 'target-missing'],
      [400, undefined],
    ])
  })

  it('shows no messages but dead letters to an administrator', async () => {
    for (const topic of ['posts', 'cases', 'none.dead']) {
      const response = await ask(`GET /api/dead-letters?topic=${topic}`, as('administrator'))
      expect(response.statusCode, topic).to.equal(400)
      expect((response.json() as { details: { field: string } }).details.field).to.equal('topic')
    }
    expect((await ask('GET /api/dead-letters?topic=posts.dead', as('administrator'))).json()).to.deep.equal({
      items: [],
      total: 0,
      topics: [],
    })
  })

  it('names the field of bad input', async () => {
    const response = await ask('GET /api/cases?limit=100000', as('curator'))
    expect(response.statusCode).to.equal(400)
    expect((response.json() as { details: { field: string } }).details.field).to.equal('limit')
  })
})
