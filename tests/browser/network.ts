import type { HTTPRequest, Page } from 'puppeteer-core'

interface Held {
  /** How many there were. */
  count(): number
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
    count: () => waiting.length,
    async goOn() {
      page.off('request', hold)
      await Promise.all(waiting.map((request) => request.continue()))
      await page.setRequestInterception(false)
    },
  }
}

/** The next answer to an address with this ending is lost on its way back: the server has done what it was asked for. */
export async function losesAnswer(page: Page, ending: string): Promise<void> {
  const session = await page.createCDPSession()
  session.on('Fetch.requestPaused', ({ requestId, request }) => {
    if (!request.url.endsWith(ending)) return void session.send('Fetch.continueRequest', { requestId })
    void session.send('Fetch.failRequest', { requestId, errorReason: 'ConnectionReset' }).then(() => session.detach())
  })
  await session.send('Fetch.enable', { patterns: [{ urlPattern: `*${ending}`, requestStage: 'Response' }] })
}
