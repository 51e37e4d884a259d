import { expect } from 'chai'
import type { Browser, HTTPRequest, Page, ResponseForRequest } from 'puppeteer-core'
import type { Command } from '../../core/case.ts'
import { type ApiCaller, apiCaller } from './api-caller.ts'
import { launchChromium } from './chromium.ts'
import { type OtklikProcess, otklikProcess } from './otklik-process.ts'

const AGENCY = 'min-transport'

describe('the console under the hand', function () {
  this.timeout(120_000)
  let otklik: OtklikProcess
  let browser: Browser
  let curator: ApiCaller
  let executor: ApiCaller

  before(async () => {
    otklik = await otklikProcess({ OTKLIK_DEMO_PER_MINUTE: '0' })
    browser = await launchChromium()
    curator = await apiCaller(otklik.url, 'curator')
    executor = await apiCaller(otklik.url, 'executor')
  })
  after(async () => {
    await browser?.close()
    await otklik?.dispose()
  })

  /** Leads the next cases of the queue up to this act, and gives their ids. */
  async function ledTo(last: Command['type'], count: number): Promise<readonly string[]> {
    const steps: readonly (readonly [ApiCaller, Command['type'], object])[] = [
      [curator, 'detect', { topicId: 'roads/pothole', districtId: 'kursk', importance: 'normal' }],
      [curator, 'route', { agencyId: AGENCY, overrideReason: 'Дорога областная' }],
      [executor, 'accept', {}],
      [executor, 'submit', { text: 'Яму заделают.' }],
    ]
    const ids = (await curator.cases('review')).items.slice(0, count).map(({ id }) => id)
    const until = steps.findIndex(([, type]) => type === last)
    for (const id of ids) for (const [person, type, body] of steps.slice(0, until + 1)) await person.act(id, type, body)
    return ids
  }

  async function desk(login: string, hash: string): Promise<Page> {
    const page = await (await browser.createBrowserContext()).newPage()
    await page.setViewport({ width: 1440, height: 900 })
    await page.goto(`${otklik.url}/${hash}`)
    const door = await page.waitForSelector(`[data-login=${login}]`)
    await door?.click()
    await page.waitForSelector('#case-list')
    return page
  }

  /** Keeps what the page asks at such an address on its way; each answer is given as the function that comes back is told. */
  async function keepWaiting(page: Page, asked: RegExp): Promise<(answer?: Partial<ResponseForRequest>) => Promise<void>> {
    const waiting: HTTPRequest[] = []
    await page.setRequestInterception(true)
    page.on('request', (request) => void (asked.test(request.url()) ? waiting.push(request) : request.continue()))
    return async (answer) => {
      asked = /(?!)/
      for (const request of waiting) await (answer === undefined ? request.continue() : request.respond(answer))
    }
  }

  const count = (page: Page, selector: string): Promise<number> => page.$$eval(selector, (found) => found.length)

  it('approves one answer by one press of a key, however long it is held', async () => {
    await ledTo('submit', 4)
    const page = await desk('head-curator', '#/approvals')
    await page.waitForSelector('.acts [data-act=approve]')
    const before = await count(page, '.row')
    await page.keyboard.down('KeyA')
    await page.waitForFunction((rows) => document.querySelectorAll('.row').length === rows - 1, {}, before)
    for (let held = 0; held < 3; held += 1) {
      await page.waitForSelector('.acts [data-act=approve]')
      await page.keyboard.down('KeyA')
    }
    await page.keyboard.up('KeyA')
    expect(await count(page, '.row')).to.equal(before - 1)

    const first = await page.$eval('#case-list', (list) => list.getAttribute('aria-activedescendant'))
    await page.keyboard.down('ArrowDown')
    await page.keyboard.down('ArrowDown')
    await page.keyboard.up('ArrowDown')
    const rows = await page.$$eval('.row', (found) => found.map(({ id }) => id))
    await page.waitForFunction(
      (id) => document.querySelector('#case-list')?.getAttribute('aria-activedescendant') === id,
      {},
      rows[rows.indexOf(first ?? '') + 2],
    )
    await page.close()
  })

  it('leaves somebody in the field they type in when the list has come', async () => {
    const [caseId = ''] = await ledTo('accept', 1)
    for (const { login, screen, link, field } of [
      { login: 'head-curator', screen: 'queue', link: '', field: '#board-search' },
      { login: 'executor', screen: 'tasks', link: `/${encodeURIComponent(caseId)}`, field: '#draft-text' },
    ]) {
      const page = await desk(login, '#/publications')
      const letGo = await keepWaiting(page, /\/api\/cases\?/)
      await page.evaluate((address) => (location.hash = address), `#/${screen}${link}`)
      await page.waitForSelector(`nav a[href="#/${screen}"][aria-current=page]`)
      await page.waitForSelector(field)
      await page.type(field, 'яма')
      await letGo()
      await page.waitForSelector('.row')
      expect(await page.evaluate(() => `#${document.activeElement?.id}`)).to.equal(field)
      await page.close()
    }
  })
})
