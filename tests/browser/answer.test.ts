import { expect } from 'chai'
import type { Browser, Page } from 'puppeteer-core'
import { type VkStandIn, vkStandIn } from '../stand-ins/vk/vk-stand-in.ts'
import { expectAccessible } from './accessible.ts'
import { approved, type Callers, callers, caseInWork } from './by-api.ts'
import { launchChromium } from './chromium.ts'
import { attach, done, sendByKeys } from './gestures.ts'
import { held } from './network.ts'
import { type OtklikProcess, otklikProcess } from './otklik-process.ts'

const FIRST_LINK = 'https://vk.com/wall-1_1?reply=2'

describe('the answer of a case', function () {
  this.timeout(120_000)
  let standIn: VkStandIn
  let otklik: OtklikProcess
  let browser: Browser
  let people: Callers

  before(async () => {
    standIn = await vkStandIn()
    otklik = await otklikProcess({
      OTKLIK_DEMO_PER_MINUTE: '0',
      OTKLIK_VK__PUBLISH_TOKEN: 'community-key',
      OTKLIK_VK__API_BASE_URL: standIn.apiBaseUrl,
    })
    browser = await launchChromium()
    people = await callers(otklik.url)
  })
  after(async () => {
    await browser?.close()
    await otklik?.dispose()
    await standIn?.close()
  })

  async function executorAt(hash: string): Promise<Page> {
    const page = await (await browser.createBrowserContext()).newPage()
    await page.setViewport({ width: 1440, height: 900 })
    await page.goto(`${otklik.url}/${hash}`)
    await page.waitForSelector('[data-login=executor]')
    await page.click('[data-login=executor]')
    await page.waitForSelector('#case-card .answer')
    return page
  }

  describe('that was opened again', () => {
    async function openedAgain(): Promise<string> {
      const id = await caseInWork(people)
      await approved(people, id, 'Первый ответ')
      await people.executor.act(id, 'publish', { url: FIRST_LINK, where: 'in-place' })
      await people.curator.act(id, 'reopen', { reason: 'Не сделано' })
      return id
    }
    const answerOf = (page: Page): Promise<string> => page.$eval('#case-card .answer', (panel) => panel.textContent)

    it('shows what was published as the earlier answer, and says how the second one is published', async () => {
      const id = await openedAgain()
      const page = await executorAt(`#/tasks/${encodeURIComponent(id)}`)
      await page.waitForSelector('.published ::-p-text(Прежний ответ)')
      expect(await answerOf(page))
        .to.contain(FIRST_LINK)
        .and.not.to.contain('Ответ опубликован')
      await approved(people, id, 'Второй ответ')
      await page.waitForSelector('.answer .hint ::-p-text(публикуется на площадке вручную)')
      await page.waitForSelector('.published ::-p-text(Прежний ответ)')
      await expectAccessible(page)
      await people.executor.act(id, 'publish', { url: `${FIRST_LINK}0`, where: 'in-place' })
      await page.waitForSelector('.published ::-p-text(Ответ опубликован)')
      expect(await answerOf(page))
        .to.contain(`${FIRST_LINK}0`)
        .and.not.to.contain('Прежний ответ')
      await page.close()
    })

    it('says that the second answer could not be published', async () => {
      const id = await openedAgain()
      const page = await executorAt(`#/tasks/${encodeURIComponent(id)}`)
      await page.waitForSelector('.answer [name=accountId]')
      const account = await page.$eval('.answer [name=accountId]', (select) => (select as HTMLSelectElement).options[0]?.value ?? '')
      await approved(people, id, 'Второй ответ', account)
      await page.waitForSelector('.answer .rework ::-p-text(Автоматическая публикация не удалась)', { timeout: 30_000 })
      await page.close()
    })
  })
  describe('that is being written', () => {
    const taskOf = (id: string): string => `#/tasks/${encodeURIComponent(id)}`

    async function lookAt(page: Page, id: string): Promise<void> {
      await page.evaluate((hash) => (location.hash = hash), taskOf(id))
      await page.waitForFunction(
        (wanted) => document.querySelector('#case-list')?.getAttribute('aria-activedescendant')?.includes(wanted),
        {},
        id,
      )
      await page.waitForSelector('#draft-text')
    }
    const written = (page: Page) =>
      page.evaluate(() => ({
        text: document.querySelector<HTMLTextAreaElement>('#draft-text')?.value,
        photos: document.querySelectorAll('.answer .photos img').length,
        account: document.querySelector<HTMLSelectElement>('.answer [name=accountId]')?.value,
      }))

    it('keeps its photos and its account with its text, whichever case is looked at meanwhile and after a reload', async () => {
      const [id, other] = [await caseInWork(people), await caseInWork(people)]
      const page = await executorAt(taskOf(id))
      await page.waitForSelector('#draft-text')
      await page.type('#draft-text', 'Яму заделали.')
      await attach(page)
      await page.waitForSelector('.answer .photos img')
      await page.select('.answer [name=accountId]', '')
      const whole = { text: 'Яму заделали.', photos: 1, account: '' }
      await lookAt(page, other)
      expect(await written(page)).to.deep.include({ text: '', photos: 0 })
      await lookAt(page, id)
      expect(await written(page)).to.deep.equal(whole)
      await page.reload()
      await page.waitForSelector('#draft-text')
      expect(await written(page)).to.deep.equal(whole)
      await page.close()
    })

    it('does not go out while its photo is on its way', async () => {
      const [id, other] = [await caseInWork(people), await caseInWork(people)]
      const page = await executorAt(taskOf(id))
      await page.waitForSelector('#draft-text')
      const photo = await held(page, '/photos')
      await page.type('#draft-text', 'Снимок прилагаем.')
      await attach(page)
      await page.waitForSelector('.answer [role=status] ::-p-text(Снимок загружается)')
      await page.waitForSelector('form[data-act=submit] button[type=submit]:disabled')
      await lookAt(page, other)
      await lookAt(page, id)
      await page.waitForSelector('.answer [role=status] ::-p-text(Снимок загружается)')
      await expectAccessible(page)
      await sendByKeys(page, '#draft-text')
      await photo.goOn()
      await page.waitForSelector('.answer .photos img')
      expect((await people.executor.card(id)).state).to.equal('in-work')
      await sendByKeys(page, '#draft-text')
      await done(page, 'Отправлено на согласование')
      expect((await people.executor.card(id)).draft?.attachments).to.have.lengthOf(1)
      await page.close()
    })

    it('says which photos it takes where one is refused', async () => {
      const page = await executorAt(taskOf(await caseInWork(people)))
      await page.waitForSelector('#draft-text')
      await attach(page, Buffer.from('%PDF-1.7'))
      await page.waitForSelector('.notice-problem ::-p-text(Нужен снимок JPEG, PNG или WebP.)')
      await page.waitForSelector('form[data-act=submit] button[type=submit]:enabled')
      expect((await written(page)).photos).to.equal(0)
      await page.close()
    })
  })
})
