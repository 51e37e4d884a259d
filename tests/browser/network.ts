import type { HTTPRequest, Page } from 'puppeteer-core'

interface Held {
  /** Lets go of what is held, and of all that follows. */
  goOn(): Promise<void>
}

/** Holds the requests to addresses with this ending on their way. */
export async function held(page: Page, ending: string): Promise<Held> {
  const waiting: HTTPRequest[] = []
  const hold = (request: HTTPRequest): void => {
    if (request.url().endsWith(ending)) waiting.push(request)
    else void request.continue()
  }
  await page.setRequestInterception(true)
  page.on('request', hold)
  return {
    async goOn() {
      page.off('request', hold)
      await Promise.all(waiting.map((request) => request.continue()))
      await page.setRequestInterception(false)
    },
  }
}
