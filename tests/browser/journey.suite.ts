import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import type { Browser, Page } from 'puppeteer-core'
import type { CaseCard } from '../../console/server/api.ts'
import { type VkStandIn, vkStandIn } from '../stand-ins/vk/vk-stand-in.ts'
import { expectAccessible } from './accessible.ts'
import { launchChromium } from './chromium.ts'
import { expectClocks } from './clocks-to-the-minute.ts'
import { firstLoad } from './first-load.ts'
import { attach, choose, click, done, press, says } from './gestures.ts'
import { noMisdeeds, watch } from './misdeeds.ts'
import type { OtklikProcess } from './otklik-process.ts'

const WALL = -900_000_003
const AGENCY = 'min-transport'
const WORDS = 'Напротив почты в Рыльске провалился асфальт, колесо пробили'
const FIRST_LOAD_LIMIT = 45_000
/** Otklik with these settings, in whatever processes. */
export type StartOtklik = (env: Readonly<Record<string, string>>) => Promise<Pick<OtklikProcess, 'url' | 'stop' | 'dispose'>>

const WITHIN_MS = 240_000

/** One message's whole way, from the wall to the answer under it, in a real browser. The same for every way of running. */
export const journey = (title: string, start: StartOtklik): void =>
  void describe(title, function () {
    this.timeout(WITHIN_MS)
    let standIn: VkStandIn
    let otklik: Awaited<ReturnType<StartOtklik>>
    let browser: Browser
    let curator: Page
    let executor: Page
    let caseId = ''
    const misdeeds = noMisdeeds()

    before(async () => {
      standIn = await vkStandIn()
      const post = standIn.world.addPost({ ownerId: WALL, text: 'Добрый день, земляки' })
      standIn.world.addComment({ ownerId: WALL, postId: post.id, fromId: 7001, text: WORDS })
      otklik = await start({
        OTKLIK_DEMO_PER_MINUTE: '0',
        OTKLIK_VK__TOKEN: 'service-key',
        OTKLIK_VK__PUBLISH_TOKEN: 'community-key',
        OTKLIK_VK__PHOTO_TOKEN: 'person-key',
        OTKLIK_VK__API_BASE_URL: standIn.apiBaseUrl,
        OTKLIK_VK__POLL_MS: '300',
      })
      browser = await launchChromium()
      curator = await signedIn('curator')
      executor = await signedIn('executor')
    })
    after(async () => {
      await browser?.close()
      await otklik?.dispose()
      await standIn?.close()
    })

    async function signedIn(login: string): Promise<Page> {
      const context = await browser.createBrowserContext()
      const page = await context.newPage()
      await page.setViewport({ width: 1440, height: 900 })
      watch(page, { origin: otklik.url, expected: /401/ }, misdeeds)
      await page.goto(otklik.url)
      await page.waitForSelector(`[data-login=${login}]`)
      if (login === 'curator') await expectAccessible(page)
      await page.click(`[data-login=${login}]`)
      await page.waitForSelector('#case-list')
      return page
    }

    const card = (page: Page): Promise<CaseCard> =>
      page.evaluate(async (id) => (await fetch(`/api/cases/${encodeURIComponent(id)}`)).json() as Promise<CaseCard>, caseId)

    it('is collected from the wall and stands in the queue with its evidence', async () => {
      await choose(curator, 'queue', 'review')
      caseId = decodeURIComponent(new URL(curator.url()).hash.split('/')[2] ?? '')
      expect(caseId).to.match(/^case:vk:comment:-900000003_\d+$/)
      expect(await curator.$$eval('#case-card mark', (marks) => marks.length)).to.be.greaterThan(0)
      await expectAccessible(curator)
      if (process.env['OTKLIK_TEST_SCREENSHOTS'] === '1') {
        await curator.screenshot({ path: fileURLToPath(new URL('../../docs/queue.png', import.meta.url)) })
      }
    })

    it('is detected by the keyboard on a Russian layout', async () => {
      await press(curator, 'KeyY', 'н', 'detect')
      await curator.waitForSelector('form[data-act=detect]')
      await expectAccessible(curator)
      await curator.select('form[data-act=detect] [name=topicId]', 'roads/pothole')
      await curator.select('form[data-act=detect] [name=districtId]', 'rylsky')
      await press(curator, 'KeyN', 'т')
      await done(curator, 'Выявлено')
    })

    it('is routed to the agency', async () => {
      await choose(curator, 'queue', 'routing')
      await press(curator, 'KeyR', 'к', 'route')
      await curator.waitForSelector('form[data-act=route]')
      await curator.select('form[data-act=route] [name=agencyId]', AGENCY)
      await click(curator, 'form[data-act=route] button[type=submit]')
      await done(curator, 'Направлено')
    })

    it('is accepted and drafted with a photo', async () => {
      await choose(executor, 'tasks')
      await press(executor, 'KeyA', 'ф', 'accept')
      await done(executor, 'Принято')
      await executor.waitForSelector('#draft-text')
      await expectAccessible(executor)
      await executor.type('#draft-text', 'Яму заделают.')
      await attach(executor)
      await executor.waitForSelector('.photos img')
      await click(executor, 'form[data-act=submit] button[type=submit]')
      await done(executor, 'Отправлено на согласование')
    })

    it('is sent to rework with a code and a remark', async () => {
      await choose(curator, 'approvals')
      await press(curator, 'KeyW', 'ц', 'ask-rework')
      await curator.waitForSelector('form[data-act=ask-rework]')
      await curator.select('form[data-act=ask-rework] [name=code]', 'no-term')
      await curator.type('form[data-act=ask-rework] [name=comment]', 'Назовите срок')
      await click(curator, 'form[data-act=ask-rework] button[type=submit]')
      await done(curator, 'Отправлено на доработку')
    })

    it('comes back with what was typed here over an earlier version, which the writer may take', async () => {
      const keep = (kept: string | null) =>
        executor.evaluate(
          (key, value) => (value === null ? localStorage.removeItem(key) : localStorage.setItem(key, value)),
          `otklik.draft.account:executor.${caseId}`,
          kept,
        )
      const text = () => executor.$eval('#draft-text', (area) => (area as HTMLTextAreaElement).value)
      await keep(JSON.stringify({ version: null, text: 'Набрано вчера' }))
      await executor.reload()
      await choose(executor, 'tasks', 'rework')
      await click(executor, '.typed-before summary')
      await says(executor, '.typed-before', 'Набрано вчера', { visible: true })
      expect(await text()).to.equal('Яму заделают.')
      await expectAccessible(executor)
      await executor.type('#draft-text', '!')
      await executor.reload()
      await choose(executor, 'tasks', 'rework')
      expect(await text()).to.have.length('Яму заделают.'.length + 1)
      await click(executor, '.typed-before summary')
      await click(executor, '.typed-before button')
      await executor.waitForFunction(() => document.querySelector('.typed-before') === null)
      expect(await text()).to.equal('Набрано вчера')
      await keep(null)
      await executor.reload()
    })

    it('comes back with the remark and is sent again', async () => {
      await choose(executor, 'tasks', 'rework')
      await says(executor, '.rework', 'Назовите срок')
      await executor.focus('#draft-text')
      await executor.keyboard.press('End')
      await executor.type('#draft-text', ' Срок: 20 марта.')
      await click(executor, 'form[data-act=submit] button[type=submit]')
      await done(executor, 'Отправлено на согласование')
    })

    it('shows the curator what changed, and is approved', async () => {
      await choose(curator, 'approvals')
      await says(curator, '.diff ins', 'Срок')
      await expectAccessible(curator)
      await press(curator, 'KeyA', 'ф', 'approve')
      await done(curator, 'Согласовано')
    })

    it('is published as exactly one reply under the comment', async () => {
      await curator.waitForFunction(
        async (id) => ((await (await fetch(`/api/cases/${encodeURIComponent(id)}`)).json()) as { state: string }).state === 'closed',
        { timeout: 20_000, polling: 500 },
        caseId,
      )
      const answers = standIn.world.comments.filter((comment) => comment.fromId < 0)
      expect(answers.map(({ text, replyTo }) => ({ text, replyTo }))).to.deep.equal([
        { text: 'Яму заделают. Срок: 20 марта.', replyTo: Number(caseId.split('_')[1]) },
      ])
      expect(answers[0]?.attachments).to.match(/^photo/)
      expect(standIn.counts.get('wall.createComment')).to.equal(1)
    })

    it('has every clock of its timeline right to the minute', async () => expectClocks(await card(curator)))

    it('is found in the archive by another form of its words', async () => {
      await curator.evaluate(() => (location.hash = '#/archive'))
      await curator.waitForSelector('.search-form input[type=search]')
      await curator.type('.search-form input[type=search]', 'провалились почта Рыльск')
      await curator.keyboard.press('Enter')
      await says(curator, '.results li', 'Напротив почты')
      await curator.select('.search-form select[aria-label="Площадка"]', 'telegram')
      await says(curator, '.empty', 'Ничего не найдено')
      await curator.select('.search-form select[aria-label="Площадка"]', 'vk')
      await says(curator, '.results li', 'Напротив почты')
      await expectAccessible(curator)
    })

    it('speaks English too', async () => {
      await click(curator, 'button[lang=en]')
      await curator.waitForSelector('html[lang=en]')
      await says(curator, 'nav', 'Queue')
      await expectAccessible(curator)
    })

    it('is not left behind for another person who signs in in the same tab', async () => {
      await curator.evaluate(() => Object.assign(globalThis, { before: true }))
      await click(curator, 'header > button')
      await click(curator, '[data-login=executor]')
      await curator.waitForFunction(() => !('before' in globalThis) && document.querySelector('#case-list') !== null)
      expect(await curator.evaluate(() => document.querySelector('[data-login]'))).to.equal(null)
    })

    it('never asked for anything outside its own origin, and the policy was never violated', () => {
      expect(misdeeds).to.deep.equal(noMisdeeds())
    })

    it('loads the queue with at most 45 kB', async () => {
      const { files, gzipBytes } = await firstLoad(otklik.url)
      expect(files).to.have.length.greaterThan(1)
      expect(gzipBytes).to.be.at.most(FIRST_LOAD_LIMIT)
    })

    it('stops cleanly', async () => {
      expect(await otklik.stop()).to.equal(0)
    })
  })
