import { expect } from 'chai'
import type { Page } from 'puppeteer-core'
import { SCREENS_OF_ROLE } from '../../console/web/shell/screens.ts'
import type { Role } from '../../core/actor.ts'
import { expectAccessible } from './accessible.ts'
import { NEIGHBOUR } from './chromium.ts'
import { noMisdeeds, watch } from './misdeeds.ts'
import { officeProxy } from './office-proxy.ts'
import { type Stage, stage } from './stage.ts'
import { says } from './gestures.ts'

/** Together they open every screen. */
const ROLES: readonly Role[] = ['curator', 'executor', 'analyst', 'manager', 'administrator']

/** How a person may have set the page up; 720 points wide is a page of 1440 at 200 %. */
const SETTINGS = [
  { language: 'ru', theme: 'light', width: 1440 },
  { language: 'en', theme: 'dark', width: 1440 },
  { language: 'ru', theme: 'dark', width: 720 },
] as const
type Setting = (typeof SETTINGS)[number]

const KEYS = { KeyY: 'н', KeyX: 'ч', KeyF: 'а', KeyC: 'с', KeyN: 'т', Slash: ',' } as const

describe('the screens of the console', function () {
  this.timeout(120_000)
  let on: Stage
  const misdeeds = noMisdeeds()

  before(async () => {
    on = await stage()
  })
  after(() => on?.close())

  async function door({ language, theme, width }: Setting): Promise<Page> {
    const page = await on.page()
    await page.setViewport({ width, height: 900 })
    watch(page, { origin: on.otklik.url, expected: /status of (401|409)/ }, misdeeds)
    await page.evaluateOnNewDocument(
      (chosen, colours) => {
        localStorage.setItem('otklik.language', chosen)
        localStorage.setItem('otklik.theme', colours)
      },
      language,
      theme,
    )
    await page.goto(on.otklik.url)
    await page.waitForSelector('[data-login=curator]')
    return page
  }

  async function signedIn(login: string, setting: Setting): Promise<Page> {
    const page = await door(setting)
    await page.click(`[data-login=${login}]`)
    await page.waitForSelector('main#content h1')
    return page
  }

  async function press(page: Page, code: keyof typeof KEYS | 'Escape', modifiers = 0): Promise<void> {
    const session = await page.createCDPSession()
    const key = code === 'Escape' ? { key: 'Escape', windowsVirtualKeyCode: 27 } : { key: KEYS[code], text: KEYS[code] }
    await session.send('Input.dispatchKeyEvent', { type: code === 'Escape' ? 'rawKeyDown' : 'keyDown', code, modifiers, ...key })
    await session.send('Input.dispatchKeyEvent', { type: 'keyUp', code, modifiers, key: key.key })
    await session.detach()
  }

  const focused = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.id ?? '')

  /** Words of the page itself: not those of messages, people and places, which stay as they are written. */
  const ownWords = (page: Page): Promise<string> =>
    page.evaluate(() =>
      [
        ...document.querySelectorAll(
          'nav, .acts, .filters, .board-tools, h3, dt, dialog h2, dialog label > span, .state, .row-topic b, option',
        ),
      ]
        .map((element) => element.textContent)
        .join('\n'),
    )

  for (const setting of SETTINGS) {
    const { language, theme, width } = setting
    it(`are accessible and fit: ${language}, ${theme}, ${width} wide`, async () => {
      const entrance = await door(setting)
      await expectAccessible(entrance, 'the door')
      await entrance.close()
      for (const role of ROLES) {
        const page = await signedIn(role, setting)
        for (const screen of SCREENS_OF_ROLE[role]) {
          await page.evaluate((hash) => (location.hash = hash), `#/${screen}`)
          await page.waitForSelector(`nav a[href="#/${screen}"][aria-current=page]`)
          await page.waitForSelector('main h1')
          await page.waitForFunction(() => document.querySelector('main [aria-busy=true]') === null)
          await expectAccessible(page, `${role}: ${screen}`)
          expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${screen} fits`).to.be.at.most(0)
        }
        await page.close()
      }
    })
  }

  it('ask their questions in accessible dialogs, give the focus back, and speak English in English', async () => {
    const page = await signedIn('curator', SETTINGS[1])
    await page.waitForSelector('.acts [data-act=detect]')
    for (const code of ['KeyY', 'KeyX', 'KeyF', 'KeyC'] as const) {
      await press(page, code)
      await page.waitForSelector('dialog[open]')
      await expectAccessible(page, `the dialog of ${code}`)
      expect(await page.evaluate(() => document.activeElement?.closest('form') !== null), 'the focus is at the question').to.equal(true)
      expect(await ownWords(page)).not.to.match(/\p{Script=Cyrillic}/u)
      await press(page, 'Escape')
      await page.waitForFunction(() => document.querySelector('dialog') === null)
      expect(await focused(page)).to.equal('case-list')
    }
    await press(page, 'Slash', 8)
    await page.waitForSelector('dialog[open] .key-sheet')
    await expectAccessible(page, 'the key sheet')
    await page.close()
  })

  /** Opens the question of detection on the chosen case, every answer given but the importance. */
  async function askDetection(page: Page): Promise<void> {
    await page.waitForSelector('.acts [data-act=detect]')
    await press(page, 'KeyY')
    await page.waitForSelector('dialog[open] .importances')
    await page.select('form[data-act=detect] [name=topicId]', 'roads/pothole')
    await page.select('form[data-act=detect] [name=districtId]', 'kursk')
  }
  const chosen = (page: Page): Promise<string | null> => page.$eval('#case-list', (list) => list.getAttribute('aria-activedescendant'))
  const chosenIs = (page: Page, id: string | null) =>
    page.waitForFunction((wanted) => document.querySelector('#case-list')?.getAttribute('aria-activedescendant') === wanted, {}, id)

  it('go on at the key of a decision; who was slower gets the case back, with the reason', async () => {
    const quick = await signedIn('curator', SETTINGS[0])
    const slow = await signedIn('head-curator', SETTINGS[0])
    await askDetection(quick)
    await askDetection(slow)
    const id = await chosen(slow)
    expect(await chosen(quick)).to.equal(id)
    await press(quick, 'KeyN')
    await says(quick, '.notice-done', 'Выявлено')
    expect(await chosen(quick)).not.to.equal(id)
    expect(await focused(quick)).to.equal('case-list')

    await press(slow, 'KeyN')
    await says(slow, '.notice-problem', 'в другом состоянии')
    await chosenIs(slow, id)
    expect(await focused(slow)).to.equal('case-list')
    await quick.close()
    await slow.close()
  })

  it('show in an open card what another person does, although the list does not have the case', async () => {
    const acting = await signedIn('curator', SETTINGS[0])
    await askDetection(acting)
    const caseId = await acting.evaluate(() => location.hash.split('/')[2] ?? '')
    const watching = await signedIn('head-curator', SETTINGS[0])
    await watching.evaluate((hash) => (location.hash = hash), `#/approvals/${caseId}`)
    await watching.waitForSelector('.acts [data-act=detect]')
    await press(acting, 'KeyN')
    await says(acting, '.notice-done', 'Выявлено')
    await watching.waitForSelector('.acts [data-act=route]', { timeout: 10_000 })

    // What was read on one screen is not what the next one shows without looking.
    await watching.evaluate((hash) => (location.hash = hash), '#/archive')
    await watching.waitForSelector('.search-form')
    await routed(acting, caseId)
    await watching.evaluate((hash) => (location.hash = hash), `#/queue/${caseId}`)
    await watching.waitForFunction(() => document.querySelector('.acts [data-act=route]') === null, { timeout: 10_000 })
    await acting.close()
    await watching.close()
  })

  it('show the case of a link that is followed while another case of the same screen is open', async () => {
    const page = await signedIn('curator', SETTINGS[0])
    await page.waitForFunction(() => location.hash.split('/').length === 3)
    const [first, link] = [await chosen(page), await page.evaluate(() => location.hash)]
    await page.keyboard.press('KeyJ')
    await page.waitForFunction((before) => location.hash !== before, {}, link)
    const second = await chosen(page)
    expect(second).not.to.equal(first)
    await page.evaluate((hash) => (location.hash = hash), link)
    await chosenIs(page, first)
    await page.goBack()
    await chosenIs(page, second)
    await page.close()
  })

  async function routed(page: Page, caseId: string): Promise<void> {
    await page.evaluate((hash) => (location.hash = hash), `#/queue/${caseId}`)
    await page.waitForSelector('.acts [data-act=route]')
    await page.click('.acts [data-act=route]')
    await page.waitForSelector('form[data-act=route]')
    await page.click('form[data-act=route] button[type=submit]')
    await says(page, '.notice-done', 'Направлено')
  }

  it('work from another machine of the office too, where a page without TLS may do less', async () => {
    const page = await on.page()
    const proxy = await officeProxy(on.otklik.url)
    await page.goto(`http://${NEIGHBOUR}:${proxy.port}`)
    expect(await page.evaluate(() => isSecureContext)).to.equal(false)
    await page.waitForSelector('[data-login=curator]')
    await page.click('[data-login=curator]')
    await page.waitForSelector('main#content h1')
    await askDetection(page)
    await press(page, 'KeyN')
    await says(page, '.notice-done', 'Выявлено')
    await page.close()
    proxy.close()
  })

  it('never asked for anything outside their own origin and never complained', () => {
    expect(misdeeds).to.deep.equal(noMisdeeds())
  })

  it('turn no string into markup and run no inline script, whatever a message brings', async () => {
    const page = await on.page()
    await page.goto(on.otklik.url)
    const told = await page.evaluate(() => {
      const refused = (act: () => void): string => {
        try {
          act()
          return 'done'
        } catch (error) {
          return error instanceof Error ? error.name : 'refused'
        }
      }
      const scope = globalThis as unknown as { ran?: boolean }
      const inline = document.createElement('script')
      const markup = refused(() => (document.createElement('div').innerHTML = '<img src=x>'))
      const script = refused(() => {
        inline.textContent = 'globalThis.ran = true'
        document.body.append(inline)
      })
      return { markup, script, ran: scope.ran ?? false }
    })
    expect(told.markup).to.equal('TypeError')
    expect(told.ran).to.equal(false)
    await page.close()
  })
})
