import { expect } from 'chai'
import type { Case } from '../../../core/case.ts'
import { getCase } from '../../../core/kept-case.ts'
import { caseWrite } from '../../../sla-engine/case-write.ts'
import { CURATOR, deciding, story } from '../../builders/case.ts'
import { dismissal } from '../../unit/sla-engine/stories.ts'
import { servedConsole } from './served-console.ts'

const told = (number: number) => story('17.03.2026 10:00', deciding(), { id: `vk:comment:-1_${number}` })

describe('A message that a curator calls the duplicate of another', function () {
  this.timeout(60_000)
  const [first, second, third] = [told(11).current, told(12).current, told(13).current]
  const thanks = told(14).then('17.03.2026 10:05', CURATOR, dismissal('not-required')).current
  const { ask, as, store } = servedConsole(first, ['curator', 'head-curator'])
  const duplicate = (of: Case, target: Case, login = 'curator', key = `${of.id} of ${target.id}`) =>
    ask(`POST /api/cases/${encodeURIComponent(of.id)}/dismiss`, as(login), {
      as: 'technical-duplicate',
      reason: 'то же',
      target: target.id,
      key,
    })
  const stateOf = async ({ id }: Case) => (await getCase(store().documents, id))?.value.state

  before(async () => {
    for (const one of [second, third, thanks]) await store().documents.write(caseWrite(one, one.facts, { kind: 'create' }))
  })

  it('is not one of what is itself its duplicate, though two curators say so at once', async () => {
    const both = await Promise.all([duplicate(first, second), duplicate(second, first, 'head-curator')])
    expect(both.map(({ statusCode }) => statusCode)).to.have.members([200, 422])
    expect(both.find(({ statusCode }) => statusCode === 422)?.json()).to.deep.include({ refusal: 'target-missing' })
    expect([await stateOf(first), await stateOf(second)]).to.have.members(['technical-duplicate', 'in-review'])
  })

  it('may be one of a duplicate whose own message will be answered, and closes no ring', async () => {
    const [gone, left] = (await stateOf(first)) === 'in-review' ? [second, first] : [first, second]
    expect((await duplicate(third, gone)).statusCode).to.equal(200)
    expect((await duplicate(left, third)).statusCode).to.equal(422)
    expect(await stateOf(left)).to.equal('in-review')
  })

  it('is not one of what is answered to nobody', async () => {
    const [, left] = (await stateOf(first)) === 'in-review' ? [second, first] : [first, second]
    expect((await duplicate(left, thanks)).statusCode).to.equal(422)
  })

  it('is taken as done when it is sent again, whatever became of the other', async () => {
    const [gone, left] = (await stateOf(first)) === 'in-review' ? [second, first] : [first, second]
    await ask(`POST /api/cases/${encodeURIComponent(left.id)}/dismiss`, as('curator'), { as: 'not-required', reason: 'спасибо' })
    const key = `${gone.id} of ${left.id}`
    expect((await duplicate(gone, left, gone === first ? 'curator' : 'head-curator', key)).statusCode).to.equal(200)
  })
})
