import { expect } from 'chai'
import type { BadInput } from '../../../console/server/api.ts'
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

  it('says why a field does not fit, and what limit it has', async () => {
    const act = async (type: string, body: object): Promise<unknown> => {
      const response = await ask(`POST /api/cases/${encodeURIComponent(current.id)}/${type}`, as('curator'), body)
      const { field, reason, limit, value } = (response.json() as { details: BadInput }).details
      return [response.statusCode, field, reason, limit ?? value]
    }
    expect(await act('comment', { text: 'а'.repeat(5001) })).to.deep.equal([400, 'text', 'too-long', 5000])
    expect(await act('unmask', { reason: ' а ' })).to.deep.equal([400, 'reason', 'too-short', 3])
    expect(await act('unmask', { reason: '\u200b\u200b\u200b' })).to.deep.equal([400, 'reason', 'unfit', undefined])
    expect(await act('refuse', { reason: 'брань' })).to.deep.equal([400, 'ground', 'missing', undefined])
    expect(await act('refuse', { ground: 'dull', reason: 'скучно' })).to.deep.equal([400, 'ground', 'unfit', undefined])
    expect(await act('detect', { topicId: 'space/aliens' })).to.deep.equal([400, 'topicId', 'not-listed', 'space/aliens'])
  })

  it('says why a message entered by hand is not taken', async () => {
    const enter = async (body: object): Promise<unknown> => {
      const { field, reason } = ((await ask('POST /api/messages', as('curator'), body)).json() as { details: BadInput }).details
      return [field, reason]
    }
    expect(await enter({ text: ' ' })).to.deep.equal(['text', 'missing'])
    expect(await enter({ text: 'Яма', createdAt: Date.now() + 86_400_000 })).to.deep.equal(['createdAt', 'in-future'])
    expect(await enter({ text: 'Яма', url: 'не адрес' })).to.deep.equal(['url', 'unfit'])
  })

  it('tells what is too large from what cannot be read', async () => {
    const response = await ask('POST /api/messages', as('curator'), { text: 'а'.repeat(600_000) })
    expect([response.statusCode, response.json()]).to.deep.equal([
      413,
      { error: 'too-large', details: { message: 'Request body is too large', limitBytes: 1_000_000 } },
    ])
  })

  it('says in its own way that an address cannot be read', async () => {
    const response = await ask('GET /api/cases/%ZZ', as('curator'))
    expect(response.statusCode).to.equal(400)
    expect(response.json()).to.deep.include({ error: 'bad-input' })
  })

  it('ends its answer to who asks for the headers of the live stream alone', async () => {
    const response = await ask('HEAD /api/live', as('curator'))
    expect([response.statusCode, response.headers['content-type'], response.body]).to.deep.equal([200, 'text/event-stream', ''])
  })
})
