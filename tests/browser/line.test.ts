import { expect } from 'chai'
import type { Page } from 'puppeteer-core'
import { expectAccessible } from './accessible.ts'
import { type Callers, callers, caseInWork } from './by-api.ts'
import { hashOf } from './desk.ts'
import { click, done, says, sendByKeys } from './gestures.ts'
import { held } from './network.ts'
import { type OfficeProxy, officeProxy, type Pass } from './office-proxy.ts'
import { type Stage, stage } from './stage.ts'

const NOTE = 'form[data-act=comment] [name=text]'
const HOUR_MS = 3_600_000

describe('the line to the server', function () {
  this.timeout(120_000)
  let on: Stage
  let people: Callers
  let proxy: OfficeProxy
  /** What becomes of the streams, in the order in which they are opened; those after the last go through. */
  let streams: ((...passed: Parameters<Pass>) => void)[] = []
  /** Addresses of the streams that were opened. */
  let opened: string[] = []

  before(async () => {
    on = await stage()
    people = await callers(on.otklik.url)
    proxy = await officeProxy(on.otklik.url, (asked, from, to) => {
      const url = asked.url ?? ''
      if (!url.startsWith('/api/live')) return void from.pipe(to)
      opened.push(url)
      const pass = streams.shift()
      if (pass === undefined) from.pipe(to)
      else pass(asked, from, to)
    })
  })
  beforeEach(() => {
    streams = []
    opened = []
  })
  after(async () => {
    proxy?.close()
    await on?.close()
  })

  async function deskOf(login: string, hash: string, before: (page: Page) => Promise<unknown> = async () => null): Promise<Page> {
    const page = await on.page()
    await before(page)
    await page.goto(`http://127.0.0.1:${proxy.port}/${hash}`)
    await click(page, `[data-login=${login}]`)
    await page.waitForSelector('#case-card .message')
    return page
  }
  const isUp = (page: Page) => page.waitForFunction(() => document.querySelector('.offline') === null)
  /** Its first sign of life comes, and tells of many more; then bytes stop and nobody closes. */
  const dies: Pass = (_, from, to) => {
    const words = { text: '' }
    const tell = (chunk: Buffer): void => {
      words.text += chunk.toString()
      if (!words.text.includes('event: beat')) return
      from.off('data', tell).resume()
      to.write(words.text.replace(/"everyMs":\d+/, '"everyMs":400'))
    }
    from.on('data', tell)
  }
  /** Waits until the function that is returned lets it through. */
  const waits = (): (() => void) => {
    let goOn = (): void => undefined
    const asked = new Promise<void>((resolve) => (goOn = resolve))
    streams.push((_, from, to) => void asked.then(() => from.pipe(to)))
    return goOn
  }

  it('is known to be dead where bytes stop and nobody closes, and tells what was missed once it lives again', async () => {
    const id = await caseInWork(people)
    streams.push(dies)
    const goOn = waits()
    const page = await deskOf('executor', hashOf({ screen: 'tasks', id }))
    await says(page, '.offline', 'Нет связи')
    await expectAccessible(page)
    await people.executor.act(id, 'comment', { text: 'Пока линии не было' })
    const listed: string[] = []
    page.on('request', (request) => listed.push(new URL(request.url()).pathname))
    goOn()
    await isUp(page)
    await says(page, '#case-card', 'Пока линии не было')
    expect(opened[0]).to.equal('/api/live')
    expect(opened[1]).to.match(/^\/api\/live\?after=\d/)
    expect(listed).not.to.include('/api/cases')
    await page.browserContext().close()
  })

  it('is told of on every screen, and once it lives again on none', async () => {
    streams.push(dies)
    const goOn = waits()
    const page = await deskOf('curator', '#/queue')
    await page.waitForSelector('.offline')
    await page.evaluate(() => (location.hash = '#/archive'))
    await page.waitForSelector('.search-form')
    await page.waitForSelector('.offline')
    goOn()
    await isUp(page)
    expect(opened).to.have.lengthOf(2)
    await page.browserContext().close()
  })

  it('is not waited for without end by an act, which may be sent again', async () => {
    const id = await caseInWork(people)
    const page = await deskOf('executor', hashOf({ screen: 'tasks', id }), (fresh) =>
      fresh.evaluateOnNewDocument(() => {
        const limit = AbortSignal.timeout.bind(AbortSignal)
        AbortSignal.timeout = (ms) => limit(ms / 10)
      }),
    )
    await click(page, '.acts [data-act=comment]')
    await page.waitForSelector(NOTE)
    await page.type(NOTE, 'Звонил подрядчику')
    const sent = await held(page, /\/comment$/)
    await sendByKeys(page, NOTE)
    await says(page, 'form[data-act=comment] .problem', 'безопасно повторить')
    await sent.goOn()
    await sendByKeys(page, NOTE)
    await done(page, 'Заметка добавлена')
    await page.browserContext().close()
  })

  it('tells what time it is once the clock of the computer was put right', async () => {
    const id = await caseInWork(people)
    const page = await deskOf('executor', hashOf({ screen: 'tasks', id }), (fresh) =>
      fresh.evaluateOnNewDocument((aheadMs) => {
        const real = Date.now.bind(Date)
        Object.assign(globalThis, { aheadMs })
        Date.now = () => real() + (globalThis as unknown as { aheadMs: number }).aheadMs
      }, HOUR_MS),
    )
    const before = await page.$eval('.row[aria-selected=true] .row-clock', (clock) => clock.textContent)
    const asked = page.waitForResponse((response) => new URL(response.url()).pathname === '/api/session')
    await page.evaluate(() => Object.assign(globalThis, { aheadMs: 0 }))
    await asked
    // Hours and minutes; a minute may have passed.
    await page.waitForFunction(
      (was) => {
        const minutes = (text: string): number => (text.match(/\d+/g) ?? []).reduce((sum, part) => sum * 60 + Number(part), 0)
        const now = document.querySelector('.row[aria-selected=true] .row-clock')?.textContent ?? ''
        return Math.abs(minutes(now) - minutes(was)) <= 1
      },
      {},
      before,
    )
    await page.browserContext().close()
  })
})
