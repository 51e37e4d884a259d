import type { HTTPRequest, Page, ResponseForRequest } from 'puppeteer-core'

interface Held {
  /** How many there were. */
  count(): number
  /** Lets go of what is held, to the server or with this answer, and of all that follows. */
  goOn(answer?: Partial<ResponseForRequest>): Promise<void>
}

/** Holds the requests to addresses like this on their way. */
export async function held(page: Page, asked: RegExp): Promise<Held> {
  const waiting: HTTPRequest[] = []
  const hold = (request: HTTPRequest): void => {
    if (asked.test(request.url())) waiting.push(request)
    else void request.continue()
  }
  await page.setRequestInterception(true)
  page.on('request', hold)
  return {
    count: () => waiting.length,
    async goOn(answer) {
      page.off('request', hold)
      await Promise.all(waiting.map((request) => (answer === undefined ? request.continue() : request.respond(answer))))
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

/** Has one path answer with a failure, as a proxy might; the function that is returned ends it. */
export async function fails(page: Page, path: string, status: number): Promise<() => Promise<void>> {
  const answer = (request: HTTPRequest): void => {
    const isThis = new URL(request.url()).pathname === path
    void (isThis ? request.respond({ status, contentType: 'application/json', body: '{}' }) : request.continue())
  }
  await page.setRequestInterception(true)
  page.on('request', answer)
  return async () => {
    page.off('request', answer)
    await page.setRequestInterception(false)
  }
}
