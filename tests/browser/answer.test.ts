import { expect } from 'chai'
import type { Page } from 'puppeteer-core'
import { type VkStandIn, vkStandIn } from '../stand-ins/vk/vk-stand-in.ts'
import { expectAccessible } from './accessible.ts'
import { approved, caseInWork } from './by-api.ts'
import { type Desk, desk as deskOf } from './desk.ts'
import { says } from './gestures.ts'

const FIRST_LINK = 'https://vk.com/wall-1_1?reply=2'

describe('the answer of a case that was opened again', function () {
  this.timeout(120_000)
  let standIn: VkStandIn
  let desk: Desk

  before(async () => {
    standIn = await vkStandIn()
    desk = await deskOf({ OTKLIK_VK__PUBLISH_TOKEN: 'community-key', OTKLIK_VK__API_BASE_URL: standIn.apiBaseUrl })
  })
  after(async () => {
    await desk?.close()
    await standIn?.close()
  })

  async function openedAgain(): Promise<string> {
    const id = await caseInWork(desk.people)
    await approved(desk.people, id, 'Первый ответ')
    await desk.people.executor.act(id, 'publish', { url: FIRST_LINK, where: 'in-place' })
    await desk.people.curator.act(id, 'reopen', { reason: 'Не сделано' })
    return id
  }
  const answerOf = (page: Page): Promise<string> => page.$eval('#case-card .answer', (panel) => panel.textContent)

  it('shows what was published as the earlier answer, and says how the second one is published', async () => {
    const id = await openedAgain()
    const page = await desk.page('executor', { screen: 'tasks', id })
    await says(page, '.published', 'Прежний ответ')
    expect(await answerOf(page))
      .to.contain(FIRST_LINK)
      .and.not.to.contain('Ответ опубликован')
    await approved(desk.people, id, 'Второй ответ')
    await says(page, '.answer .hint', 'публикуется на площадке вручную')
    await says(page, '.published', 'Прежний ответ')
    await expectAccessible(page)
    await desk.people.executor.act(id, 'publish', { url: `${FIRST_LINK}0`, where: 'in-place' })
    await says(page, '.published', 'Ответ опубликован')
    expect(await answerOf(page))
      .to.contain(`${FIRST_LINK}0`)
      .and.not.to.contain('Прежний ответ')
    await page.close()
  })

  it('says that the second answer could not be published', async () => {
    const id = await openedAgain()
    const page = await desk.page('executor', { screen: 'tasks', id })
    await page.waitForSelector('.answer [name=accountId]')
    const account = await page.$eval('.answer [name=accountId]', (select) => (select as HTMLSelectElement).options[0]?.value ?? '')
    await approved(desk.people, id, 'Второй ответ', account)
    await says(page, '.answer .rework', 'Автоматическая публикация не удалась', { timeout: 30_000 })
    await page.close()
  })
})
