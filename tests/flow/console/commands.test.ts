import { expect } from 'chai'
import { getCase } from '../../../core/kept-case.ts'
import { story } from '../../builders/case.ts'
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

  it('is taken when everything is known', async () => {
    expect((await detect(WHOLE)).statusCode).to.equal(200)
    expect((await getCase(store().documents, current.id))?.value).to.deep.include({
      state: 'detected',
      topicId: 'roads/pothole',
      districtId: 'kursk',
    })
  })
})
