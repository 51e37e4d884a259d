import { expect } from 'chai'
import type { BrowserContext, Page } from 'puppeteer-core'
import type { SessionView, SignInOptions } from '../../console/server/api.ts'
import { expectAccessible } from './accessible.ts'
import { click, done, says } from './gestures.ts'
import { noMisdeeds, watch } from './misdeeds.ts'
import { fails } from './network.ts'
import { type Stage, stage } from './stage.ts'

const OTHERS = [
  { login: 'head-curator', role: 'Главный куратор' },
  { login: 'analyst', role: 'Аналитик' },
]

describe('the session of a page', function () {
  this.timeout(120_000)
  let on: Stage
  const misdeeds = noMisdeeds()

  before(async () => {
    on = await stage()
  })
  after(() => on?.close())

  async function tabOf(context: BrowserContext): Promise<Page> {
    const page = await context.newPage()
    await page.setViewport({ width: 1440, height: 900 })
    watch(page, { origin: on.otklik.url, expected: /status of (401|403|429|503)|ERR_INTERNET_DISCONNECTED/ }, misdeeds)
    await page.goto(on.otklik.url)
    return page
  }

  const enter = async (page: Page, login: string): Promise<void> => {
    await click(page, `[data-login=${login}]`)
    await page.waitForSelector('.who')
  }

  /** A page of somebody in a browser of their own. */
  async function signedIn(login: string): Promise<Page> {
    const page = await tabOf(await on.browser.createBrowserContext())
    await enter(page, login)
    return page
  }

  /** Signs in as another tab of this browser would. */
  const signInElsewhere = (page: Page, login: string): Promise<void> =>
    page.evaluate(async (name) => {
      const { demoAccounts } = (await (await fetch('/api/sign-in-options')).json()) as SignInOptions
      const { password } = demoAccounts.find((account) => account.login === name)!
      const headers = { 'content-type': 'application/json' }
      await fetch('/api/sign-in', { method: 'POST', headers, body: JSON.stringify({ login: name, password }) })
    }, login)

  const signOutElsewhere = (page: Page): Promise<void> =>
    page.evaluate(async () => {
      const { csrfToken } = (await (await fetch('/api/session')).json()) as SessionView
      const headers = { 'content-type': 'application/json', 'x-csrf-token': csrfToken }
      await fetch('/api/sign-out', { method: 'POST', headers, body: '{}' })
    })

  async function beginNote(page: Page, words: string): Promise<void> {
    await click(page, '.acts [data-act=comment]')
    await page.waitForSelector('form[data-act=comment]')
    await page.type('form[data-act=comment] [name=text]', words)
  }

  it('goes on in a tab when the same person has signed in anew in another', async () => {
    const page = await signedIn('curator')
    await beginNote(page, 'Жители звонили дважды')
    await signInElsewhere(page, 'curator')
    await click(page, 'form[data-act=comment] button[type=submit]')
    await done(page, 'Заметка добавлена')
    await page.browserContext().close()
  })

  const markPage = (page: Page): Promise<object> => page.evaluate(() => Object.assign(globalThis, { before: true }))
  const deskAnew = async (page: Page, role: string): Promise<void> => {
    await page.waitForFunction(() => !('before' in globalThis) && document.querySelector('.who') !== null)
    await says(page, '.who', role)
    expect(await page.evaluate(() => document.querySelector('form[data-act]'))).to.equal(null)
  }

  for (const { login, role } of OTHERS)
    it(`is never used for an act of whoever was here before: the page begins anew as ${login}`, async () => {
      const page = await signedIn('curator')
      await beginNote(page, 'Никому, кроме меня')
      await markPage(page)
      const caseId = await page.evaluate(() => location.hash.split('/')[2] ?? '')
      await signInElsewhere(page, login)
      await click(page, 'form[data-act=comment] button[type=submit]')
      await deskAnew(page, role)
      const kept = await page.evaluate(async (id) => (await fetch(`/api/cases/${id}`)).text(), caseId)
      expect(kept).to.contain('"timeline"').and.not.to.contain('Никому, кроме меня')
      await page.browserContext().close()
    })

  it('is that of the desk: a tab that is looked at again after another person has signed in begins anew', async () => {
    const page = await signedIn('curator')
    await beginNote(page, 'Никому, кроме меня')
    await markPage(page)
    const other = await tabOf(page.browserContext())
    await click(other, 'header > button')
    await enter(other, 'head-curator')
    await page.bringToFront()
    await deskAnew(page, 'Главный куратор')
    await page.browserContext().close()
  })

  const staysAtDesk = (page: Page, words: string) =>
    page.waitForFunction((said) => document.querySelector('.desk .notice-problem')?.textContent.includes(said), {}, words)

  it('is over when the door is shown: who cannot be signed out stays at the desk and is told so', async () => {
    const page = await signedIn('curator')
    // What English is spoken with is fetched once.
    await click(page, 'button[lang=en]')
    await says(page, 'header > button', 'Sign out')
    await click(page, 'button[lang=ru]')
    await page.setOfflineMode(true)
    await click(page, 'header > button')
    await staysAtDesk(page, 'рабочий стол ещё открыт')
    await click(page, 'button[lang=en]')
    await says(page, 'header > button', 'Sign out')
    await click(page, 'header > button')
    await staysAtDesk(page, 'the desk is still open')
    await page.setOfflineMode(false)
    await click(page, 'header > button')
    await page.waitForSelector('[name=password]')
    await page.reload()
    await page.waitForSelector('[name=password]')
    await page.browserContext().close()
  })

  for (const status of [403, 429, 503])
    it(`is not over when the server answers ${status} to whoever wants to leave`, async () => {
      const page = await signedIn('curator')
      await fails(page, '/api/sign-out', status)
      await click(page, 'header > button')
      await staysAtDesk(page, 'рабочий стол ещё открыт')
      await page.browserContext().close()
    })

  it('is over for whoever leaves after signing in anew in another tab, and for whoever has left there', async () => {
    const page = await signedIn('curator')
    await signInElsewhere(page, 'curator')
    await click(page, 'header > button')
    await page.waitForSelector('[name=password]')
    await page.reload()
    await enter(page, 'curator')
    await signOutElsewhere(page)
    await page.$eval('header > button', (leave) => (leave as HTMLElement).click())
    await page.waitForSelector('main.door [name=password]')
    await page.waitForFunction(() => document.querySelector('.desk') === null)
    await page.browserContext().close()
  })

  it('that cannot be asked about is not taken for none', async () => {
    const page = await signedIn('curator')
    const stop = await fails(page, '/api/session', 503)
    await page.reload()
    await page.waitForSelector('.door [role=alert]')
    expect(await page.$('[name=password]')).to.equal(null)
    await stop()
    await click(page, '.door button')
    await page.waitForSelector('.who')
    await page.browserContext().close()
  })

  /** A page of the curator whose session ended while these words were typed: the door stands over it. */
  async function outWhileTyping(words: string): Promise<Page> {
    const page = await signedIn('curator')
    await beginNote(page, words)
    await signOutElsewhere(page)
    await click(page, 'form[data-act=comment] button[type=submit]')
    await page.waitForSelector('dialog.door [data-login]')
    return page
  }

  const noteOf = (page: Page): Promise<string> =>
    page.$eval('form[data-act=comment] [name=text]', (area) => (area as HTMLTextAreaElement).value)

  it('may end while somebody types: the door says so, shows nothing of the desk, and whoever typed finds the words again', async () => {
    const page = await outWhileTyping('Позвонить подрядчику до пятницы')
    await says(page, 'dialog.door', 'Сеанс закончился', { visible: true })
    await expectAccessible(page, 'the door over a desk')
    expect(await page.evaluate(() => document.body.innerText)).not.to.match(/подрядчику|Заметка|Очередь/)
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).to.equal('password')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await page.mouse.click(5, 5)
    await page.keyboard.press('Escape')
    expect(await page.$eval('dialog.door', (door) => door.matches(':modal'))).to.equal(true)

    await click(page, 'dialog.door [data-login=curator]')
    await page.waitForFunction(() => document.querySelector('dialog.door') === null)
    expect(await noteOf(page)).to.equal('Позвонить подрядчику до пятницы')
    await click(page, 'form[data-act=comment] button[type=submit]')
    await done(page, 'Заметка добавлена')
    await page.browserContext().close()
  })

  it('of another person opens a desk of their own: what was typed on the one before is nowhere', async () => {
    const page = await outWhileTyping('Никому, кроме меня')
    await markPage(page)
    await click(page, 'dialog.door [data-login=head-curator]')
    await deskAnew(page, 'Главный куратор')
    const kept = await page.evaluate(() =>
      JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.documentElement.outerHTML]),
    )
    expect(kept).not.to.contain('Никому, кроме меня')
    await page.browserContext().close()
  })

  it('that is over asks for nothing until somebody has signed in, and then for what was missed', async () => {
    const page = await outWhileTyping('Позвонить')
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await page.evaluate(() => {
      document.dispatchEvent(new Event('visibilitychange'))
      dispatchEvent(new Event('pageshow'))
    })
    const missed = ['/api/live', '/api/cases'].map((path) => page.waitForRequest((request) => new URL(request.url()).pathname === path))
    await click(page, 'dialog.door [data-login=curator]')
    await Promise.all(missed)
    expect(asked[0]).to.equal('/api/sign-in')
    await page.browserContext().close()
  })

  it('made no page ask for anything outside its own origin or complain', () => {
    expect(misdeeds).to.deep.equal(noMisdeeds())
  })
})
