import { expect } from 'chai'
import type { Speaking } from '../../../app/flows/speak.ts'
import { Unavailable } from '../../../core/errors.ts'
import type { Publisher } from '../../../core/publisher.ts'
import { eventually } from '../../contract/subject.ts'
import { ACCOUNTS, HOUR_MS, approvedAnswers } from './approved-answers.ts'

describe('Approved answers', () => {
  const { vk, now, hourLater, approved, speakers, publishing, caseOf, stateOf, closed, owed, owedOne, answers } = approvedAnswers()

  it('of other agencies are published while VK throttles one account', async () => {
    vk().trick('wall.createComment', { error: 9 })
    const first = await approved('roads', 'Яму заделаем')
    await publishing(async () => {
      await owedOne('put-off')
      const second = await approved('housing', 'Крышу починим')
      await closed(second)
    })
    expect(await stateOf(first)).to.equal('approved')
    expect(answers('-9501')).to.deep.equal([])
    expect(answers('-9502')).to.deep.equal(['Крышу починим'])
  })

  it('of other agencies are published while one account gets no answer at all', async () => {
    await approved('roads', 'Яму заделаем')
    const second = await approved('housing', 'Крышу починим')
    const answered = Promise.withResolvers<never>()
    const silent: Publisher = { platform: 'vk', maxLength: 1000, standing: async () => null, publish: () => answered.promise }
    const flow = speakers()
    const publisherFor: Speaking['publisherFor'] = (item, draft) =>
      draft.accountId === ACCOUNTS['roads'] ? silent : flow.publisherFor(item, draft)
    await publishing(
      async () => {
        await closed(second)
        answered.reject(new Unavailable('VK did not answer'))
        await owedOne('put-off')
      },
      { ...flow, publisherFor },
    )
    expect(answers('-9502')).to.deep.equal(['Крышу починим'])
  })

  it('of a throttled account wait in the store for an hour, without a word to VK, and are then published once each', async () => {
    vk().trick('wall.createComment', { error: 9 })
    const ids = [await approved('roads', 'Первую яму заделаем'), await approved('roads', 'Вторую яму заделаем')]
    await publishing(async () => void (await owedOne('put-off')))
    const [waiting] = await owed('put-off')
    expect(waiting).to.deep.include({ account: 'vk:-9501', attempt: 1, retryAt: now() + HOUR_MS })
    expect(vk().counts.get('wall.createComment')).to.equal(1)
    hourLater()
    await publishing(async () => {
      for (const id of ids) await closed(id)
    })
    expect(answers('-9501')).to.have.members(['Первую яму заделаем', 'Вторую яму заделаем'])
  })

  it('that are put off for long are told to the executor, once', async () => {
    vk().trick('wall.createComment', { error: 9 }, 2)
    const id = await approved('roads', 'Яму заделаем')
    await publishing(async () => void (await owedOne('put-off')))
    hourLater()
    await publishing(async () => {
      await eventually(
        () => owed('put-off'),
        ([one]) => one?.attempt === 2,
      )
    })
    const told = (await caseOf(id)).facts.filter((fact) => fact.type === 'PublicationFailed')
    expect(told.map((fact) => fact.needsHuman)).to.deep.equal([false])
  })
})
