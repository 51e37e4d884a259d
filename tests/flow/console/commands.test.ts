import { expect } from 'chai'
import { topicsOf } from '../../../core/topics.ts'
import { getCase } from '../../../core/kept-case.ts'
import { caseWrite } from '../../../sla-engine/case-write.ts'
import { deciding, story } from '../../builders/case.ts'
import { servedConsole } from './served-console.ts'

const WHOLE = { topicId: 'roads/pothole', districtId: 'kursk', placeName: 'улица Ленина', importance: 'normal' }

describe('A detection that a curator sends', function () {
  this.timeout(60_000)
  const { current } = story('17.03.2026 10:00')
  const { ask, as, store } = servedConsole(current, ['curator'])
  const detect = (body: object) => ask(`POST /api/cases/${encodeURIComponent(current.id)}/detect`, as('curator'), body)

  for (const [field, value] of [
    ['topicId', 'roads/no-such-topic'],
    ['districtId', 'atlantis'],
  ] as const) {
    it(`is refused when its ${field} is in no directory, with field and value`, async () => {
      const response = await detect({ ...WHOLE, [field]: value })
      expect(response.statusCode).to.equal(400)
      expect((response.json() as { details: object }).details).to.include({ field, value })
      expect((await getCase(store().documents, current.id))?.value.state).to.equal('in-review')
    })
  }

  it('may be about the whole region', async () => {
    const other = story('17.03.2026 10:00', deciding(), { id: 'vk:comment:-1_8' }).current
    await store().documents.write(caseWrite(other, other.facts, { kind: 'create' }))
    const response = await ask(`POST /api/cases/${encodeURIComponent(other.id)}/detect`, as('curator'), { ...WHOLE, districtId: 'region' })
    expect(response.json()).to.include({ state: 'detected', districtId: 'region' })
  })

  it('is taken when everything is known', async () => {
    expect((await detect(WHOLE)).statusCode).to.equal(200)
    expect((await getCase(store().documents, current.id))?.value).to.deep.include({
      state: 'detected',
      topicId: 'roads/pothole',
      districtId: 'kursk',
    })
  })
})

describe('An act that is sent a second time', function () {
  this.timeout(60_000)
  const { current } = story('17.03.2026 10:00')
  const { ask, as, enrol, store } = servedConsole(current, ['curator'])
  const act = (name: string, login: string, body: object = {}) =>
    ask(`POST /api/cases/${encodeURIComponent(current.id)}/${name}`, as(login), body)
  const GIVEN_AWAY = { id: current.id, state: 'returned', clocks: [] }
  const returned = (key: string) => act('return', 'ministry', { reason: 'не наше', key })

  before(async () => {
    await store().log.ensureTopics(topicsOf(['min-transport', 'min-housing']))
    await enrol('ministry', 'executor', 'min-transport')
    await enrol('others', 'executor', 'min-housing')
    await act('detect', 'curator', WHOLE)
    await act('route', 'curator', { agencyId: 'min-transport' })
    expect((await act('comment', 'ministry', { text: 'звонили автору', key: 'k' })).statusCode).to.equal(200)
  })

  it('is taken as done, though the agency does not have the case any more', async () => {
    const [first, second] = [await returned('k'), await returned('k')]
    expect(first.json()).to.include({ state: 'returned' })
    expect(second.statusCode).to.equal(200)
    expect(second.json()).to.deep.equal(GIVEN_AWAY)
    const facts = (await getCase(store().documents, current.id))?.value.facts ?? []
    expect(facts.filter(({ type }) => type === 'ReturnedByAgency')).to.have.length(1)
    expect((await returned('another')).statusCode).to.equal(404)
  })

  it('is another act where its name is another, whatever its key', async () => {
    await act('reroute', 'curator', { agencyId: 'min-housing' })
    expect((await act('accept', 'others', { key: 'k' })).json()).to.include({ state: 'in-work' })
    expect((await act('submit', 'others', { key: 'k', text: 'Яму засыплем до пятницы' })).json()).to.include({ state: 'on-approval' })
  })

  it('shows the agency that gave the case away nothing of what happened afterwards', async () => {
    expect((await returned('k')).json()).to.deep.equal(GIVEN_AWAY)
    const again = await act('comment', 'ministry', { text: 'звонили автору', key: 'k' })
    expect([again.statusCode, again.json()]).to.deep.equal([404, { error: 'not-found', details: {} }])
  })
})
