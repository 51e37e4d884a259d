import { expect } from 'chai'
import type { Page } from 'puppeteer-core'
import { caseInWork } from './by-api.ts'
import { type Desk, desk as deskOf } from './desk.ts'
import { click, done, lookAt, says, sendByKeys } from './gestures.ts'
import { losesAnswer } from './network.ts'

const NOTE = 'form[data-act=comment] [name=text]'

describe('words that were typed and not sent', function () {
  this.timeout(120_000)
  let desk: Desk

  before(async () => {
    desk = await deskOf()
  })
  after(() => desk?.close())

  const valueOf = (page: Page, selector: string): Promise<string> =>
    page.waitForSelector(selector).then(() => page.$eval(selector, (field) => (field as HTMLInputElement).value))
  async function note(page: Page): Promise<string> {
    await click(page, '.acts [data-act=comment]')
    return valueOf(page, NOTE)
  }

  it('wait in the form of their case after Esc, and are gone once they were sent', async () => {
    const [id, other] = [await caseInWork(desk.people), await caseInWork(desk.people)]
    const page = await desk.page('executor', { screen: 'tasks', id })
    await note(page)
    await page.type(NOTE, 'Звонил подрядчику')
    await page.keyboard.press('Escape')
    await lookAt(page, other)
    expect(await note(page)).to.equal('')
    await page.keyboard.press('Escape')
    await lookAt(page, id)
    expect(await note(page)).to.equal('Звонил подрядчику')
    await sendByKeys(page, NOTE)
    await done(page, 'Заметка добавлена')
    expect(await note(page)).to.equal('')
    await page.close()
  })

  it('are one note where they are sent again after Esc because the answer of the server was lost', async () => {
    const id = await caseInWork(desk.people)
    const page = await desk.page('executor', { screen: 'tasks', id })
    await note(page)
    await page.type(NOTE, 'Звонил подрядчику')
    await losesAnswer(page, '/comment')
    await sendByKeys(page, NOTE)
    await says(page, 'form[data-act=comment] .problem', 'неизвестно')
    await page.keyboard.press('Escape')
    await note(page)
    await sendByKeys(page, NOTE)
    await done(page, 'Заметка добавлена')
    expect(await desk.told(id, 'CommentAdded')).to.equal(1)
    await page.close()
  })

  it('wait in the message that is entered by hand while another screen is looked at', async () => {
    const page = await desk.page('curator', { screen: 'queue', id: await desk.people.curator.find('review') })
    const goTo = (screen: string) => page.evaluate((hash) => (location.hash = hash), `#/${screen}`)
    await goTo('manual')
    await page.waitForSelector('[name=authorName]')
    await page.type('textarea[name=text]', 'Яма у школы')
    await page.type('[name=authorName]', 'Иван')
    await goTo('archive')
    await page.waitForSelector('.search-form')
    await goTo('manual')
    expect([await valueOf(page, 'textarea[name=text]'), await valueOf(page, '[name=authorName]')]).to.deep.equal(['Яма у школы', 'Иван'])
    await click(page, 'form button[type=submit]')
    await done(page, 'Сообщение внесено')
    await page.waitForFunction(() => document.querySelector<HTMLTextAreaElement>('textarea[name=text]')?.value === '')
    expect(await valueOf(page, '[name=authorName]')).to.equal('')
    await page.close()
  })
})
