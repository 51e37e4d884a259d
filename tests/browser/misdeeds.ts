import type { Page } from 'puppeteer-core'

/** What pages did that none of them may. */
export interface Misdeeds {
  /** Addresses outside their own origin that they asked for. */
  readonly foreign: string[]
  /** Errors, violations of the policy included. */
  readonly complaints: string[]
}

export const noMisdeeds = (): Misdeeds => ({ foreign: [], complaints: [] })

/** Notes what the page does; an error is no misdeed where its words are expected. */
export function watch(page: Page, { origin, expected }: { origin: string; expected: RegExp }, { foreign, complaints }: Misdeeds): void {
  page.on('request', (request) => {
    if (!request.url().startsWith(origin) && !/^(?:blob|data):/.test(request.url())) foreign.push(request.url())
  })
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected.test(message.text())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
}
