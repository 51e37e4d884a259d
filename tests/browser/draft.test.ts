import { expect } from 'chai'
import type { Page } from 'puppeteer-core'
import { expectAccessible } from './accessible.ts'
import { caseInWork } from './by-api.ts'
import { type Desk, desk as deskOf } from './desk.ts'
import { attach, done, lookAt, sendByKeys } from './gestures.ts'
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
    await page.waitForSelector('.answer [role=status] ::-p-text(Снимок загружается)')
    await page.waitForSelector('form[data-act=submit] button[type=submit]:disabled')
    await lookAt(page, other)
    await lookAt(page, id)
    await page.waitForSelector('.answer [role=status] ::-p-text(Снимок загружается)')
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
    await page.waitForSelector('.notice-problem ::-p-text(Нужен снимок JPEG, PNG или WebP.)')
    await page.waitForSelector('form[data-act=submit] button[type=submit]:enabled')
    expect((await written(page)).photos).to.equal(0)
    await page.close()
  })
})
