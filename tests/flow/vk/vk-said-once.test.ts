import { expect } from 'chai'
import { person } from '../../builders/case.ts'
import { approvedAnswers } from './approved-answers.ts'

describe('Approved answers', () => {
  const { vk, now, hourLater, dayLater, act, approved, speakers, publishing, deathOf, caseOf, closed, owedOne, answers } = approvedAnswers()

  it('are not published by the connector after a person has done it', async () => {
    vk().trick('wall.createComment', { error: 29 })
    const id = await approved('roads', 'Яму заделаем')
    await publishing(async () => void (await owedOne('put-off')))
    const publication = {
      type: 'publish',
      url: 'https://vk.com/wall-1_2?reply=3',
      where: 'in-place',
      reason: null,
      publishedAt: now(),
      accountId: null,
    } as const
    await act(id, person('executor', 'roads'), publication)
    dayLater()
    await publishing(async () => void (await owedOne('overtaken')))
    expect(vk().counts.get('wall.createComment')).to.equal(1)
  })

  it('are found on the wall, not repeated, when the worker died after it had spoken', async () => {
    const id = await approved('roads', 'Яму заделаем')
    const died = new Error('the worker dies')
    const dying = { ...speakers(), command: () => Promise.reject(died) }
    expect(await deathOf(dying)).to.equal(died)
    hourLater()
    await publishing(async () => void (await closed(id)))
    expect(vk().counts.get('wall.createComment')).to.equal(1)
    expect(answers('-9501')).to.deep.equal(['Яму заделаем'])
  })

  it('are left to a person when the worker died and nothing stands on the wall', async () => {
    const id = await approved('roads', 'Яму заделаем')
    const died = new Error('the worker dies')
    const publisher = { ...speakers().publisherFor(await caseOf(id), (await caseOf(id)).draft!)!, publish: () => Promise.reject(died) }
    expect(await deathOf({ ...speakers(), publisherFor: () => publisher })).to.equal(died)
    hourLater()
    await publishing(async () => void (await owedOne('unknown')))
    expect((await caseOf(id)).facts.at(-1)).to.deep.include({ type: 'PublicationFailed', needsHuman: true })
    expect(answers('-9501')).to.deep.equal([])
  })

  it('with a photo that is gone go to a person and hold nobody up', async () => {
    const id = await approved('roads', 'Яму заделаем', ['gone'])
    await publishing(async () => void (await owedOne('impossible')))
    expect((await caseOf(id)).facts.at(-1)).to.deep.include({
      type: 'PublicationFailed',
      reason: 'The photo of the draft is not in the store',
    })
  })
})
