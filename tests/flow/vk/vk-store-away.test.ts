import { expect } from 'chai'
import { approvedAnswers } from './approved-answers.ts'

describe('Approved answers whose store is away once they were spoken', () => {
  const { vk, dayLater, approved, withoutStoreAfterwards, publishing, caseOf, closed, owed, owedOne, answers } = approvedAnswers()

  it('are published as soon as a store that was away afterwards takes it, and nobody looks for them meanwhile', async () => {
    const id = await approved('roads', 'Яму заделаем')
    await publishing(async () => void (await closed(id)), withoutStoreAfterwards())
    expect(vk().counts.get('wall.createComment')).to.equal(1)
    expect((await owed('published')).map(({ attempt }) => attempt)).to.deep.equal([1])
  })

  it('that were put off while the store was away as well are no matter for a person', async () => {
    const id = await approved('roads', 'Яму заделаем')
    vk().trick('wall.createComment', { error: 29 })
    const flow = withoutStoreAfterwards()
    await publishing(async () => void (await owedOne('put-off')), flow)
    dayLater()
    await publishing(async () => void (await closed(id)), flow)
    const asked = (await caseOf(id)).facts.filter((fact) => fact.type === 'PublicationFailed' && fact.needsHuman)
    expect(asked).to.deep.equal([])
    expect(answers('-9501')).to.deep.equal(['Яму заделаем'])
  })
})
