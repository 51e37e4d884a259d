import type { Page } from 'puppeteer-core'
import type { TimelineItem } from '../../console/server/api.ts'
import { type Callers, callers } from './by-api.ts'
import { type Stage, stage } from './stage.ts'

/** A stage, and who works on it. */
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
  const on = await stage(env)
  const people = await callers(on.otklik.url)
  return {
    people,
    page: (login, at, before = async () => null) => signedIn(on, login, at, before),
    told: async (id, type) => (await people.curator.card(id)).timeline.filter((item) => item.type === type).length,
    close: on.close,
  }
}

async function signedIn(
  { otklik, page: newPage }: Stage,
  login: string,
  at: Place,
  before: (page: Page) => Promise<unknown>,
): Promise<Page> {
  const page = await newPage()
  await before(page)
  await page.goto(`${otklik.url}/${hashOf(at)}`)
  await page.waitForSelector(`[data-login=${login}]`)
  await page.click(`[data-login=${login}]`)
  await page.waitForSelector('#case-card .message')
  return page
}
