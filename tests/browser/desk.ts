import type { Browser, Page } from 'puppeteer-core'
import type { TimelineItem } from '../../console/server/api.ts'
import { type Callers, callers } from './by-api.ts'
import { launchChromium } from './chromium.ts'
import { type OtklikProcess, otklikProcess } from './otklik-process.ts'

/** Otklik without a demo stream of its own, and who works with it. */
export interface Desk {
  readonly people: Callers
  /** A page of this person with the case chosen on the screen. `before`: what is done to it before it is opened. */
  page(login: string, at: Place, before?: (page: Page) => Promise<unknown>): Promise<Page>
  /** How often the history of a case tells of it. */
  told(id: string, type: TimelineItem['type']): Promise<number>
  close(): Promise<void>
}

interface Place {
  readonly screen: string
  readonly id: string
}

export const hashOf = ({ screen, id }: Place): string => `#/${screen}/${encodeURIComponent(id)}`

export async function desk(env: Readonly<Record<string, string>> = {}): Promise<Desk> {
  const otklik = await otklikProcess({ OTKLIK_DEMO_PER_MINUTE: '0', ...env })
  const browser = await launchChromium()
  const people = await callers(otklik.url)
  return {
    people,
    page: (login, at, before = async () => null) => signedIn({ otklik, browser }, login, at, before),
    told: async (id, type) => (await people.curator.card(id)).timeline.filter((item) => item.type === type).length,
    async close() {
      await browser.close()
      await otklik.dispose()
    },
  }
}

async function signedIn(
  { otklik, browser }: { otklik: OtklikProcess; browser: Browser },
  login: string,
  at: Place,
  before: (page: Page) => Promise<unknown>,
): Promise<Page> {
  const page = await (await browser.createBrowserContext()).newPage()
  await before(page)
  await page.setViewport({ width: 1440, height: 900 })
  await page.goto(`${otklik.url}/${hashOf(at)}`)
  await page.waitForSelector(`[data-login=${login}]`)
  await page.click(`[data-login=${login}]`)
  await page.waitForSelector('#case-card .message')
  return page
}
