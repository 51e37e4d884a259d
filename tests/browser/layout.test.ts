import { expect } from 'chai'
import type { Page } from 'puppeteer-core'
import type { SessionView } from '../../console/server/api.ts'
import { caseInWork } from './by-api.ts'
import { type Desk, desk } from './desk.ts'
import { faults } from './layout.ts'
import { says } from './gestures.ts'

/** From the narrowest page with the list beside the card to a wide one. */
const WIDTHS = [901, 1024, 1152, 1280, 1440] as const
const LONG_LINK = `https://example.org/${'%D0%9A'.repeat(40)}`

describe('the console at the widths of an office', function () {
  this.timeout(180_000)
  let on: Desk
  let id: string

  before(async () => {
    on = await desk()
    id = await caseInWork(on.people)
  })
  after(() => on?.close())

  const speaking = (language: string) => (page: Page) =>
    page.evaluateOnNewDocument((chosen) => localStorage.setItem('otklik.language', chosen), language)

  /** Once the styles have been worked out for the new size. */
  async function sized(page: Page, width: number, height = 700): Promise<void> {
    await page.setViewport({ width, height })
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  }

  for (const language of ['ru', 'en'])
    for (const [login, screen] of [
      ['executor', 'tasks'],
      ['curator', 'queue'],
    ] as const)
      it(`prints nothing over anything: ${language}, ${screen}`, async () => {
        const page = await on.page(login, { screen, id }, speaking(language))
        for (const width of WIDTHS) {
          await sized(page, width)
          expect(await faults(page), `${width} wide`).to.deep.equal([])
        }
        await page.close()
      })

  it('shows some rows of the list on a low page too', async () => {
    const page = await on.page('curator', { screen: 'queue', id })
    await sized(page, 819, 560)
    expect(await page.$eval('#case-list', ({ clientHeight }) => clientHeight)).to.be.at.least(4 * 58)
    await page.close()
  })

  it('says that nothing fits below the filters, not over them', async () => {
    const page = await on.page('curator', { screen: 'queue', id })
    await page.type('#board-search', 'небывальщина')
    await says(page, '.board-list > .empty', 'не подходит')
    await sized(page, 1024)
    expect(await faults(page)).to.deep.equal([])
    await page.close()
  })

  it('keeps a card in its place whatever long word is in it', async () => {
    await on.people.curator.act(id, 'comment', { text: LONG_LINK })
    const page = await on.page('executor', { screen: 'tasks', id })
    await says(page, '.timeline', 'example.org')
    for (const width of [720, ...WIDTHS]) {
      await sized(page, width)
      expect(await faults(page), `${width} wide`).to.deep.equal([])
    }
    await page.close()
  })

  it('keeps the archive in its place whatever long name a message is signed with', async () => {
    const page = await on.page('curator', { screen: 'queue', id })
    await page.evaluate(async (authorName) => {
      const { csrfToken } = (await (await fetch('/api/session')).json()) as SessionView
      const headers = { 'content-type': 'application/json', 'x-csrf-token': csrfToken }
      const body = JSON.stringify({ text: 'Яма у школы', authorName, key: 'long-name' })
      await fetch('/api/messages', { method: 'POST', headers, body })
    }, 'Я'.repeat(190))
    // The archive is asked once: what is not in it yet is not shown later.
    await page.waitForFunction(async () => (await (await fetch('/api/archive')).text()).includes('ЯЯЯЯ'), { polling: 200 })
    await page.evaluate(() => (location.hash = '#/archive'))
    await says(page, '.results', 'ЯЯЯЯ')
    for (const width of [720, ...WIDTHS]) {
      await sized(page, width)
      expect(await faults(page), `${width} wide`).to.deep.equal([])
    }
    await page.close()
  })
})
