import { expect } from 'chai'
import type { Speaking } from '../../../app/flows/speak.ts'
import { Unavailable } from '../../../core/errors.ts'
import type { Publisher } from '../../../core/publisher.ts'
import { eventually } from '../../contract/subject.ts'
import { ACCOUNTS, HOUR_MS, approvedAnswers } from './approved-answers.ts'

describe('Approved answers', () => {
  const { vk, now, hourLater, dayLater, approved, speakers, publishing, caseOf, stateOf, closed, owed, owedOne, answers } =
    approvedAnswers()

  it('of other agencies are published while VK throttles one account', async () => {
    vk().trick('wall.createComment', { error: 29 })
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

  it('of an account are published while VK fails to show the thread of one of them, however long', async () => {
    const stuck = await approved('roads', 'Первую яму заделаем')
    vk().world.unshown.set(Number((await caseOf(stuck)).post.id.split('_')[1]), 1)
    await publishing(async () => {
      for (let attempt = 1; attempt <= 9; attempt += 1) {
        await eventually(
          () => owed('put-off'),
          ([one]) => one?.attempt === attempt,
        )
        await closed(await approved('roads', `Яму ${attempt} заделаем`))
        hourLater()
      }
    })
    expect(await stateOf(stuck)).to.equal('approved')
    expect(answers('-9501')).to.have.length(9)
  })

  it('of an account whose daily quota is used up wait in the store, without a word to VK, and are published once each the next day', async () => {
    vk().trick('wall.createComment', { error: 29 })
    const ids = [await approved('roads', 'Первую яму заделаем'), await approved('roads', 'Вторую яму заделаем')]
    await publishing(async () => void (await owedOne('put-off')))
    const [waiting] = await owed('put-off')
    expect(waiting).to.deep.include({ account: 'vk:-9501', attempt: 1, retryAt: now() + 24 * HOUR_MS })
    expect(vk().counts.get('wall.createComment')).to.equal(1)
    dayLater()
    await publishing(async () => {
      for (const id of ids) await closed(id)
    })
    expect(answers('-9501')).to.have.members(['Первую яму заделаем', 'Вторую яму заделаем'])
  })

  for (const code of [9, 14] as const) {
    it(`that VK refuses with ${code} are never sent again but left to a person, and their account keeps silent for an hour`, async () => {
      vk().trick('wall.createComment', { error: code })
      await publishing(async () => {
        const refused = await approved('roads', 'Первую яму заделаем')
        await owedOne('impossible')
        expect((await caseOf(refused)).facts.at(-1)).to.deep.include({ type: 'PublicationFailed', needsHuman: false })
        const [waiting, other] = [await approved('roads', 'Вторую яму заделаем'), await approved('housing', 'Крышу починим')]
        await closed(other)
        expect(answers('-9501')).to.deep.equal([])
        hourLater()
        await closed(waiting)
      })
      expect(answers('-9501')).to.deep.equal(['Вторую яму заделаем'])
      expect(vk().counts.get('wall.createComment')).to.equal(3)
    })
  }

  it('wait for the silence of their account to end in a worker that was started anew as well', async () => {
    vk().trick('wall.createComment', { error: 9 })
    await approved('roads', 'Первую яму заделаем')
    await approved('roads', 'Вторую яму заделаем')
    await publishing(async () => void (await owedOne('impossible')))
    for (const text of ['Крышу починим', 'Подъезд помоем'])
      await publishing(async () => void (await closed(await approved('housing', text))))
    expect(answers('-9501')).to.deep.equal([])
    expect(await owed('owed')).to.have.length(1)
  })

  it('that are put off for long are told to the executor, once', async () => {
    vk().trick('wall.createComment', { error: 29 }, 2)
    const id = await approved('roads', 'Яму заделаем')
    await publishing(async () => void (await owedOne('put-off')))
    dayLater()
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
