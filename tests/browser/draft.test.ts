import { expect } from 'chai'
import type { Page } from 'puppeteer-core'
import { expectAccessible } from './accessible.ts'
import { caseInWork } from './by-api.ts'
import { type Desk, desk as deskOf } from './desk.ts'
import { attach, done, lookAt, says, sendByKeys } from './gestures.ts'
import { held } from './network.ts'

describe('an answer that is being written', function () {
  this.timeout(120_000)
  let desk: Desk

  before(async () => {
    desk = await deskOf()
  })
  after(() => desk?.close())

  const written = (page: Page) =>
    page.evaluate(() => ({
      text: document.querySelector<HTMLTextAreaElement>('#draft-text')?.value,
      photos: document.querySelectorAll('.answer .photos img').length,
      account: document.querySelector<HTMLSelectElement>('.answer [name=accountId]')?.value,
    }))

  it('keeps its photos and its account with its text, whichever case is looked at meanwhile and after a reload', async () => {
    const [id, other] = [await caseInWork(desk.people), await caseInWork(desk.people)]
    const page = await desk.page('executor', { screen: 'tasks', id })
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
    const [id, other] = [await caseInWork(desk.people), await caseInWork(desk.people)]
    const page = await desk.page('executor', { screen: 'tasks', id })
    await page.waitForSelector('#draft-text')
    const photo = await held(page, /\/photos$/)
    await page.type('#draft-text', 'Снимок прилагаем.')
    await attach(page)
    await says(page, '.answer [role=status]', 'Снимок загружается')
    await page.waitForSelector('form[data-act=submit] button[type=submit]:disabled')
    await lookAt(page, other)
    await lookAt(page, id)
    await says(page, '.answer [role=status]', 'Снимок загружается')
    await expectAccessible(page)
    await sendByKeys(page, '#draft-text')
    await photo.goOn()
    await page.waitForSelector('.answer .photos img')
    expect((await desk.people.executor.card(id)).state).to.equal('in-work')
    await sendByKeys(page, '#draft-text')
    await done(page, 'Отправлено на согласование')
    expect((await desk.people.executor.card(id)).draft?.attachments).to.have.lengthOf(1)
    await page.close()
  })

  it('says which photos it takes where one is refused', async () => {
    const page = await desk.page('executor', { screen: 'tasks', id: await caseInWork(desk.people) })
    await page.waitForSelector('#draft-text')
    await attach(page, Buffer.from('%PDF-1.7'))
    await says(page, '.notice-problem', 'Нужен снимок JPEG, PNG или WebP.')
    await page.waitForSelector('form[data-act=submit] button[type=submit]:enabled')
    expect((await written(page)).photos).to.equal(0)
    await page.close()
  })

  /** Run in the page before anything of ours. */
  const OFFICES = {
    'forbids what a browser keeps': () =>
      Object.defineProperty(window, 'localStorage', {
        get() {
          throw new DOMException('forbidden', 'SecurityError')
        },
      }),
    'has it switched off': () => Object.defineProperty(window, 'localStorage', { value: null }),
    'leaves it no room': () =>
      (Storage.prototype.setItem = () => {
        throw new DOMException('full', 'QuotaExceededError')
      }),
  } as const
  for (const [office, prepare] of Object.entries(OFFICES))
    it(`can be written where an office ${office}, and says that it is not kept`, async () => {
      const id = await caseInWork(desk.people)
      const page = await desk.page('executor', { screen: 'tasks', id }, (fresh) => fresh.evaluateOnNewDocument(prepare))
      await page.waitForSelector('#draft-text')
      await page.type('#draft-text', 'Яму заделали.')
      await says(page, '.answer [role=alert]', 'Черновик не сохранён')
      await sendByKeys(page, '#draft-text')
      await done(page, 'Отправлено на согласование')
      await page.close()
    })

  it('is gone on with in another tab, and is never put away by it', async () => {
    const id = await caseInWork(desk.people)
    const page = await desk.page('executor', { screen: 'tasks', id })
    await page.waitForSelector('#draft-text')
    await page.type('#draft-text', 'Начало. ')
    const other = await page.browserContext().newPage()
    await other.goto(page.url())
    await other.waitForSelector('#draft-text')
    const heard = (tab: Page, text: string) =>
      tab.waitForFunction((wanted) => document.querySelector<HTMLTextAreaElement>('#draft-text')?.value === wanted, {}, text)
    await page.bringToFront()
    await page.type('#draft-text', 'Сорок минут работы.')
    await heard(other, 'Начало. Сорок минут работы.')
    await other.bringToFront()
    await other.type('#draft-text', '!')
    await heard(page, 'Начало. Сорок минут работы.!')
    await other.close()
    await page.close()
  })

  it('says that it is kept in this browser, and that it is not where there is no room', async () => {
    const page = await desk.page('executor', { screen: 'tasks', id: await caseInWork(desk.people) })
    await page.waitForSelector('#draft-text')
    await page.type('#draft-text', 'Яму')
    await says(page, '.answer', 'Черновик сохранён в этом браузере')
    await page.evaluate(() => {
      for (let length = 4_000_000; length > 0; length = Math.floor(length / 2))
        try {
          while (true) localStorage.setItem(`full ${length} ${localStorage.length}`, 'x'.repeat(length))
        } catch {
          continue
        }
      // A new item needs room for its name as well.
      try {
        for (let text = 'x'; ; text += 'x') localStorage.setItem('x', text)
      } catch {
        return
      }
    })
    await page.type('#draft-text', ' заделали')
    await says(page, '.answer [role=alert]', 'Черновик не сохранён')
    await expectAccessible(page)
    expect((await written(page)).text).to.equal('Яму заделали')
    await page.close()
  })
})
