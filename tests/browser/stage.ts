import type { Browser, Page } from 'puppeteer-core'
import { launchChromium } from './chromium.ts'
import { type OtklikProcess, otklikProcess } from './otklik-process.ts'

/** Otklik without a demo stream of its own, and a browser. */
export interface Stage {
  readonly otklik: OtklikProcess
  readonly browser: Browser
  /** Empty, in a browser of its own: it shares no session with another. */
  page(): Promise<Page>
  close(): Promise<void>
}

export async function stage(env: Readonly<Record<string, string>> = {}): Promise<Stage> {
  const otklik = await otklikProcess({ OTKLIK_DEMO_PER_MINUTE: '0', ...env })
  const browser = await launchChromium()
  return {
    otklik,
    browser,
    async page() {
      const page = await (await browser.createBrowserContext()).newPage()
      await page.setViewport({ width: 1440, height: 900 })
      return page
    },
    async close() {
      await browser.close()
      await otklik.dispose()
    },
  }
}
