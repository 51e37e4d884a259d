import { expect } from 'chai'
import type { Page } from 'puppeteer-core'
import type { Command } from '../../core/case.ts'
import { type Caller, callers } from './by-api.ts'
import { held } from './network.ts'
import { type Stage, stage } from './stage.ts'
import { says } from './gestures.ts'

const AGENCY = 'min-transport'

describe('the console under the hand', function () {
  this.timeout(120_000)
  let on: Stage
  let curator: Caller
  let executor: Caller

  before(async () => {
    on = await stage()
    ;({ curator, executor } = await callers(on.otklik.url))
  })
  after(() => on?.close())

  /** Leads the next cases of the queue up to this act, and gives their ids. */
  async function ledTo(last: Command['type'], count: number): Promise<readonly string[]> {
    const steps: readonly (readonly [Caller, Command['type'], Readonly<Record<string, unknown>>])[] = [
      [curator, 'detect', { topicId: 'roads/pothole', districtId: 'kursk', importance: 'normal' }],
      [curator, 'route', { agencyId: AGENCY, overrideReason: 'Дорога областная' }],
      [executor, 'accept', {}],
      [executor, 'submit', { text: 'Яму заделают.' }],
    ]
    const ids = (await curator.ids('review')).slice(0, count)
    const until = steps.findIndex(([, type]) => type === last)
    for (const id of ids) for (const [person, type, body] of steps.slice(0, until + 1)) await person.act(id, type, body)
    return ids
  }

  async function desk(login: string, hash: string): Promise<Page> {
    const page = await on.page()
    await page.goto(`${on.otklik.url}/${hash}`)
    const door = await page.waitForSelector(`[data-login=${login}]`)
    await door?.click()
    await page.waitForSelector('#case-list')
    return page
  }

  const rowOf = (caseId: string): string => `[id="row-${caseId}"]`
  const count = (page: Page, selector: string): Promise<number> => page.$$eval(selector, (found) => found.length)

  /** Id of the chosen row. */
  const chosen = (page: Page): Promise<string> =>
    page.$eval('#case-list', (list) => list.getAttribute('aria-activedescendant') ?? 'no row is chosen')
  const chosenIs = (page: Page, id: string) =>
    page.waitForFunction((wanted) => document.querySelector('#case-list')?.getAttribute('aria-activedescendant') === wanted, {}, id)

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

    const first = await chosen(page)
    await page.keyboard.down('ArrowDown')
    await page.keyboard.down('ArrowDown')
    await page.keyboard.up('ArrowDown')
    const rows = await page.$$eval('.row', (found) => found.map(({ id }) => id))
    await chosenIs(page, rows[rows.indexOf(first) + 2] ?? '')
    await page.close()
  })

  it('leaves somebody in the field they type in when the list has come', async () => {
    const [caseId = ''] = await ledTo('accept', 1)
    for (const { login, screen, link, field } of [
      { login: 'head-curator', screen: 'queue', link: '', field: '#board-search' },
      { login: 'executor', screen: 'tasks', link: `/${encodeURIComponent(caseId)}`, field: '#draft-text' },
    ]) {
      const page = await desk(login, '#/publications')
      const asked = await held(page, /\/api\/cases\?/)
      await page.evaluate((address) => (location.hash = address), `#/${screen}${link}`)
      await page.waitForSelector(`nav a[href="#/${screen}"][aria-current=page]`)
      await page.waitForSelector(field)
      await page.type(field, 'яма')
      await asked.goOn()
      await page.waitForSelector('.row')
      expect(await page.evaluate(() => `#${document.activeElement?.id}`)).to.equal(field)
      await page.close()
    }
  })

  it('leaves the dialog somebody writes in alone when an earlier decision fails, and gives what was refused back', async () => {
    const page = await desk('curator', '#/queue')
    const decision = await held(page, /\/detect$/)
    const value = (field: string): Promise<string> => page.$eval(field, (found) => (found as HTMLInputElement).value)
    await page.waitForSelector('.acts [data-act=detect]')
    const first = await chosen(page)
    await page.keyboard.press('KeyY')
    await page.waitForSelector('dialog[open] .importances')
    await page.select('[name=topicId]', 'roads/pothole')
    await page.select('[name=districtId]', 'kursk')
    await page.locator('[name=placeName]').fill('ул. Ленина, 5')
    await page.click('[data-importance=high]')
    await page.waitForFunction((id) => document.getElementById(id) === null, {}, first)

    await page.waitForSelector('.acts [data-act=dismiss]')
    await page.keyboard.press('KeyX')
    await page.waitForSelector('form[data-act=dismiss]')
    await page.type('form[data-act=dismiss] [name=reason]', 'Автор благодарит')
    await decision.goOn({ status: 503, contentType: 'application/json', body: '{"error":"unavailable","details":{}}' })
    await page.waitForSelector(`.notice-problem`)
    await page.waitForSelector(`[id="${first}"]`)
    expect(await value('form[data-act=dismiss] [name=reason]')).to.equal('Автор благодарит')

    await page.keyboard.press('Escape')
    await page.click(`[id="${first}"]`)
    await chosenIs(page, first)
    await page.waitForSelector('.acts [data-act=detect]')
    await page.keyboard.press('KeyY')
    await page.waitForSelector('dialog[open] .importances')
    expect([await value('[name=topicId]'), await value('[name=districtId]'), await value('[name=placeName]')]).to.deep.equal([
      'roads/pothole',
      'kursk',
      'ул. Ленина, 5',
    ])
    await page.close()
  })

  it('keeps the blank between two words though the list is asked for between them', async () => {
    const page = await desk('curator', '#/queue')
    const asked = page.waitForResponse((answer) => new URL(answer.url()).searchParams.has('q'))
    await page.type('#board-search', 'яма ')
    await asked
    await page.type('#board-search', 'Курск')
    expect(await page.$eval('#board-search', (field) => (field as HTMLInputElement).value)).to.equal('яма Курск')
    await page.close()
  })

  it('greys a case that another person has decided, and shows it as before once it is back', async () => {
    const [caseId = ''] = await ledTo('submit', 1)
    const page = await desk('head-curator', '#/approvals')
    await page.waitForSelector(rowOf(caseId))
    await curator.act(caseId, 'ask-rework', { code: 'no-term', comment: 'Назовите срок' })
    await says(page, `${rowOf(caseId)}.row-gone`, 'Уже решено')
    await executor.act(caseId, 'submit', { text: 'Яму заделают к маю.' })
    await page.waitForSelector(`${rowOf(caseId)}:not(.row-gone)`)
    await page.close()
  })

  it('takes a returned case, its card and its acts from the others of the agency, until it is theirs again', async () => {
    const [caseId = ''] = await ledTo('route', 1)
    const page = await desk('executor', `#/tasks/${encodeURIComponent(caseId)}`)
    await page.waitForSelector(rowOf(caseId))
    await page.waitForSelector('.acts [data-act=accept]')
    await executor.act(caseId, 'return', { reason: 'Дорога не наша' })
    await page.waitForSelector(`${rowOf(caseId)}.row-gone`)
    await says(page, '#case-card', 'недоступно')
    expect(await page.$('.acts')).to.equal(null)
    await curator.act(caseId, 'reroute', { agencyId: AGENCY, reason: 'Дорога областная' })
    await page.waitForSelector(`${rowOf(caseId)}:not(.row-gone)`)
    await page.waitForSelector('.acts [data-act=accept]')
    await page.close()
  })

  it('greys the case whose act is refused because it has left the agency, with the reason', async () => {
    const [caseId = ''] = await ledTo('route', 1)
    const page = await desk('executor', `#/tasks/${encodeURIComponent(caseId)}`)
    const comment = await page.waitForSelector('.acts [data-act=comment]')
    await comment?.click()
    await page.type('form[data-act=comment] [name=text]', 'Звонили подрядчику')
    // This page hears nothing of the return.
    await page.evaluate(() => dispatchEvent(new Event('pagehide')))
    await executor.act(caseId, 'return', { reason: 'Дорога не наша' })
    await page.click('form[data-act=comment] button[type=submit]')
    await page.waitForSelector('.notice-problem')
    await page.waitForSelector(`${rowOf(caseId)}.row-gone`)
    expect(await page.$('dialog')).to.equal(null)
    await page.close()
  })

  it('shows more of what was asked of the archive, whatever has been typed since', async () => {
    const page = await desk('curator', '#/queue')
    await page.evaluate(() => (location.hash = '#/archive'))
    const more = await page.waitForSelector('.results + button')
    const found = await page.$eval('.page p[role=status]', (words) => words.textContent)
    const before = await count(page, '.results li')
    await page.type('.search-form [name=q]', 'дорога')
    await more?.click()
    await page.waitForFunction((rows) => document.querySelectorAll('.results li').length > rows, {}, before)
    expect(await page.$eval('.page p[role=status]', (words) => words.textContent)).to.equal(found)
    await page.close()
  })
})
