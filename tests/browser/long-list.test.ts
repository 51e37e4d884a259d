import { expect } from 'chai'
import type { HTTPRequest, Page } from 'puppeteer-core'
import type { CasePage } from '../../console/server/api.ts'
import { rowOfCard } from '../../console/web/board/cases.state.ts'
import { type Desk, desk } from './desk.ts'
import { faults } from './layout.ts'

const PAGE = 200
const ALL = 250

describe('a list of more cases than one page of them', function () {
  this.timeout(120_000)
  let on: Desk
  let id: string
  let rows: CasePage['items']
  /** Whether the server gives what comes after the first page. */
  let goesOn = true

  before(async () => {
    on = await desk()
    id = await on.people.curator.find('review')
    const row = rowOfCard(await on.people.curator.card(id))
    rows = Array.from({ length: ALL }, (_, index) => ({ ...row, id: `case:many:${index}` }))
  })
  after(() => on?.close())
  beforeEach(() => {
    goesOn = true
  })

  const pageOf = (items: CasePage['items'], next: string | null): CasePage => ({ items, next, total: ALL, serverTime: Date.now() })

  function answer(request: HTTPRequest): void {
    const { pathname, searchParams } = new URL(request.url())
    if (pathname !== '/api/cases') return void request.continue()
    const isFirst = searchParams.get('after') === null
    const page = isFirst ? pageOf(rows.slice(0, PAGE), 'more') : pageOf(rows.slice(PAGE), null)
    const body = JSON.stringify(isFirst || goesOn ? page : { error: 'unavailable' })
    void request.respond({ status: isFirst || goesOn ? 200 : 503, contentType: 'application/json', body })
  }

  async function opened(): Promise<Page> {
    const page = await on.page('curator', { screen: 'queue', id }, async (fresh) => {
      await fresh.setRequestInterception(true)
      fresh.on('request', answer)
    })
    await page.waitForSelector('.row')
    await page.focus('#case-list')
    return page
  }
  /** Number of the row that the list speaks of; null where it speaks of one that is not on the page. */
  const spoken = (page: Page): Promise<string | null> =>
    page.$eval('#case-list', (list) => {
      const named = list.getAttribute('aria-activedescendant')
      return (named === null ? null : document.getElementById(named))?.getAttribute('aria-posinset') ?? null
    })
  const scrolledTo = (page: Page, top: number) => page.$eval('#case-list', (list, to) => list.scrollTo(0, to), top)

  it('says below the rows that there are no more of them yet, and goes on once asked again', async () => {
    goesOn = false
    const page = await opened()
    await scrolledTo(page, 1_000_000)
    await page.waitForSelector('.list-problem button')
    expect(await faults(page)).to.deep.equal([])
    goesOn = true
    await page.click('.list-problem button')
    await page.waitForFunction((height) => document.querySelector('.list-space')?.clientHeight === height, {}, ALL * 58)
    expect(await page.$('.list-problem')).to.equal(null)
    await page.close()
  })

  it('speaks of a row that is on the page, wherever the wheel has gone', async () => {
    const page = await opened()
    await page.keyboard.press('ArrowDown')
    expect(await spoken(page)).to.equal('1')
    await scrolledTo(page, 5000)
    await page.waitForSelector('.row[aria-posinset="90"]')
    expect(await spoken(page)).to.equal('1')
    await page.close()
  })

  it('chooses its last row at End and its first at Home', async () => {
    const page = await opened()
    await page.keyboard.press('End')
    await page.waitForSelector('.row[aria-selected=true][aria-posinset="200"]')
    await page.waitForFunction((height) => document.querySelector('.list-space')?.clientHeight === height, {}, ALL * 58)
    await page.keyboard.press('End')
    await page.waitForSelector('.row[aria-selected=true][aria-posinset="250"]')
    await page.keyboard.press('Home')
    await page.waitForSelector('.row[aria-selected=true][aria-posinset="1"]')
    await page.close()
  })

  it('leaves the arrows to the card that a person reads', async () => {
    const page = await opened()
    const name = await page.evaluate(() => location.hash)
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement?.id === 'case-card')
    await page.setViewport({ width: 1024, height: 300 })
    await page.keyboard.press('ArrowDown')
    await page.waitForFunction(() => (document.querySelector('#case-card')?.scrollTop ?? 0) > 0)
    expect(await page.evaluate(() => location.hash)).to.equal(name)
    await page.close()
  })
})
