import { expect } from 'chai'
import type { Page } from 'puppeteer-core'
import { type Desk, desk } from './desk.ts'
import { says } from './gestures.ts'

describe('a page that is read aloud', function () {
  this.timeout(120_000)
  let on: Desk
  let id: string

  before(async () => {
    on = await desk()
    id = await on.people.curator.find('review')
  })
  after(() => on?.close())

  const speaking = (language: string) => (page: Page) =>
    page.evaluateOnNewDocument((chosen) => localStorage.setItem('otklik.language', chosen), language)
  const titleIs = (page: Page, title: string) => page.waitForFunction((wanted) => document.title === wanted, {}, title)
  const go = (page: Page, screen: string) => page.evaluate((to) => (location.hash = `#/${to}`), screen)

  it('is called after its screen', async () => {
    const page = await on.page('curator', { screen: 'queue', id })
    await titleIs(page, 'Очередь — Отклик')
    await go(page, 'approvals')
    await titleIs(page, 'Согласование — Отклик')
    await go(page, 'archive')
    await titleIs(page, 'Архив — Отклик')
    await page.close()
  })

  it('says that nothing was found where it said what was', async () => {
    const page = await on.page('curator', { screen: 'queue', id })
    await go(page, 'archive')
    const said = await says(page, 'main [role=status]', 'Найдено')
    await page.type('.search-form [name=q]', 'небывальщина')
    await page.keyboard.press('Enter')
    await says(page, 'main [role=status]', 'Ничего не найдено')
    expect(await said.evaluate((element) => [element.isConnected, element.textContent])).to.deep.equal([true, 'Ничего не найдено.'])
    await page.close()
  })

  it('says in English which texts are Russian', async () => {
    const page = await on.page('curator', { screen: 'queue', id }, speaking('en'))
    await page.waitForSelector('.row-text')
    /** Of the texts with Russian letters: that a message has no words the page says in its own language. */
    const languages = (selector: string): Promise<readonly string[]> =>
      page.$$eval(selector, (elements) => {
        const written = elements.filter(({ textContent }) => /[а-яё]/i.test(textContent))
        return [...new Set(written.map((element) => element.closest<HTMLElement>('[lang]')?.lang ?? ''))]
      })
    expect(await languages('.row-text')).to.deep.equal(['ru'])
    expect(await languages('.message .text')).to.deep.equal(['ru'])
    expect(await page.$eval('.row-topic', (topic) => topic.closest<HTMLElement>('[lang]')?.lang)).to.equal('en')
    await go(page, 'archive')
    await page.waitForSelector('.results .text')
    expect(await languages('.results .text')).to.deep.equal(['ru'])
    await page.close()
  })
})
