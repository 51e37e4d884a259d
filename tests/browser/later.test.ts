import { expect } from 'chai'
import type { Page } from 'puppeteer-core'
import { expectAccessible } from './accessible.ts'
import { caseInWork } from './by-api.ts'
import { type Desk, desk as deskOf } from './desk.ts'
import { click, says } from './gestures.ts'

describe('a part of the page that is fetched when it is shown', function () {
  this.timeout(120_000)
  let desk: Desk

  before(async () => {
    desk = await deskOf()
  })
  after(() => desk?.close())

  /** Its code is not there, as after a release that has given it another name; the function that is returned puts it back. */
  async function isGone(page: Page, file: string): Promise<() => Promise<void>> {
    const session = await page.createCDPSession()
    session.on('Fetch.requestPaused', ({ requestId }) => void session.send('Fetch.fulfillRequest', { requestId, responseCode: 404 }))
    await session.send('Fetch.enable', { patterns: [{ urlPattern: `*/assets/${file}-*.js` }] })
    return () => session.detach()
  }

  it('says that it could not be fetched, and comes when it is asked for again', async () => {
    const id = await caseInWork(desk.people)
    let putBack = async (): Promise<void> => undefined
    const page = await desk.page('executor', { screen: 'tasks', id }, async (fresh) => (putBack = await isGone(fresh, 'draft-editor*')))
    await says(page, '.answer [role=alert]', 'не загрузилась')
    await expectAccessible(page)
    await putBack()
    await click(page, '.answer [role=alert] button')
    await page.waitForSelector('#draft-text')
    await page.close()
  })

  it('may be loaded with the whole page, where it is a screen too', async () => {
    const id = await caseInWork(desk.people)
    const page = await desk.page('curator', { screen: 'queue', id })
    const putBack = await isGone(page, 'archive*')
    await page.evaluate(() => (location.hash = '#/archive'))
    await says(page, '#content [role=alert]', 'не загрузилась')
    await putBack()
    await click(page, '#content [role=alert] button:last-of-type')
    await page.waitForSelector('.search-form')
    await page.close()
  })

  it('leaves the page in Russian where English cannot be fetched, and says so', async () => {
    const page = await desk.page('curator', { screen: 'queue', id: await caseInWork(desk.people) })
    const putBack = await isGone(page, 'en')
    await click(page, '.top-bar [lang=en]')
    await says(page, '.notice-problem', 'не загрузилась')
    expect(await page.$eval('html', ({ lang }) => lang)).to.equal('ru')
    await putBack()
    await click(page, '.top-bar [lang=en]')
    await says(page, '.top-bar', 'Queue')
    await page.close()
  })
})
