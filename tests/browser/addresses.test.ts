import { expect } from 'chai'
import type { Page } from 'puppeteer-core'
import { caseInWork } from './by-api.ts'
import { type Desk, desk, hashOf } from './desk.ts'
import { says } from './gestures.ts'

describe('the address of a page', function () {
  this.timeout(120_000)
  let on: Desk
  let id: string

  before(async () => {
    on = await desk()
    // The first of the executor's list by its term is another one.
    id = await caseInWork(on.people)
    await caseInWork(on.people)
  })
  after(() => on?.close())

  const addressIs = (page: Page, hash: string) => page.waitForFunction((wanted) => location.hash === wanted, {}, hash)
  const textOf = (page: Page): Promise<string> => page.$eval('#case-card .message .text', ({ textContent }) => textContent)

  it('opens the case that a colleague with other screens has sent', async () => {
    for (const one of await on.people.executor.ids('tasks')) {
      const page = await on.page('executor', { screen: 'queue', id: one })
      await addressIs(page, hashOf({ screen: 'tasks', id: one }))
      await page.waitForFunction((wanted) => document.querySelector('.row[aria-selected=true]')?.id === `row-${wanted}`, {}, one)
      await page.waitForSelector('#case-card .message')
      expect(await textOf(page)).to.equal((await on.people.executor.card(one)).post.text)
      await page.close()
    }
    expect(await on.people.executor.ids('tasks')).to.include(id)
  })

  const go = (page: Page, hash: string) => page.evaluate((to) => (location.hash = to), hash)

  it('shows again what the board was asked for, after Back and after a reload, and never names it', async () => {
    const page = await on.page('curator', { screen: 'queue', id })
    await page.click('[data-view=open]')
    await page.type('#board-search', 'Маркса')
    const isAsked = () =>
      page.waitForFunction(
        () =>
          document.querySelector('[data-view=open]')?.getAttribute('aria-pressed') === 'true' &&
          document.querySelector<HTMLInputElement>('#board-search')?.value === 'Маркса' &&
          document.querySelector('.filters > .quiet') !== null,
      )
    await isAsked()
    await go(page, '#/archive')
    await page.waitForSelector('.search-form')
    await page.goBack()
    await isAsked()
    expect(decodeURIComponent(page.url())).not.to.contain('Маркса')
    // Chrome loads anew what it has been told of the step, which follows what is shown by some ten milliseconds: nobody is that quick.
    await page.waitForFunction(() => location.hash.startsWith('#/queue/case'))
    await page.waitForSelector('#case-card .message')
    await page.reload()
    await isAsked()
    await page.close()
  })

  it('shows again what the archive was asked for', async () => {
    const page = await on.page('curator', { screen: 'queue', id })
    await go(page, '#/archive')
    const search = await page.waitForSelector('.search-form [name=q]')
    await search?.type('небывальщина')
    await page.keyboard.press('Enter')
    const isAsked = async () => {
      await says(page, 'main', 'Ничего не найдено')
      expect(await page.$eval('[name=q]', (field) => (field as HTMLInputElement).value)).to.equal('небывальщина')
    }
    await isAsked()
    await go(page, '#/queue')
    await page.waitForFunction(() => location.hash.startsWith('#/queue/'))
    await page.goBack()
    await isAsked()
    await page.reload()
    await isAsked()
    await page.close()
  })
})
