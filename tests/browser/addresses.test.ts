import { expect } from 'chai'
import type { Page } from 'puppeteer-core'
import { caseInWork } from './by-api.ts'
import { type Desk, desk, hashOf } from './desk.ts'

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
})
