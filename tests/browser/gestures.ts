import type { ElementHandle, Page } from 'puppeteer-core'
import { JPEG } from '../builders/jpeg.ts'
import { hashOf } from './desk.ts'

interface Waiting {
  readonly visible?: boolean
  readonly timeout?: number
}

/** The first element of the selector that says these words, as soon as there is one. Asked again and again: a selector for a text looks only when
 *  elements change, not when a text does, and remembers what it has read. */
export async function says(page: Page, selector: string, words: string, { visible = false, timeout = 30_000 }: Waiting = {}) {
  const found = await page.waitForFunction(
    (where, said, isSeen) =>
      [...document.querySelectorAll(where)].find((one) => one.textContent.includes(said) && (!isSeen || one.checkVisibility())),
    { polling: 100, timeout },
    selector,
    words,
    visible,
  )
  return found as ElementHandle<Element>
}

/** Opens a screen, finds the message by its words and chooses it. */
export async function choose(page: Page, screen: string, view?: string): Promise<void> {
  await page.evaluate((hash) => (location.hash = hash), `#/${screen}`)
  if (view !== undefined) await click(page, `[data-view=${view}]`)
  const search = await page.waitForSelector('#board-search')
  await search?.click({ count: 3 })
  await search?.type('провалился почты')
  const row = await says(page, '.row:only-child .row-text', 'Напротив почты', { timeout: 15_000 })
  await row.click()
  await says(page, '#case-card .message', 'Напротив почты')
  await page.focus('#case-list')
}

export async function click(page: Page, selector: string): Promise<void> {
  const element = await page.waitForSelector(selector, { visible: true })
  await element?.click()
}

/** The notice that says that it is done, in these words. */
export const done = (page: Page, words: string) => says(page, '.notice-done', words)

/** A key as the Russian layout sends it: the code is the place, the key is the letter. */
export async function press(page: Page, code: string, key: string, act?: string): Promise<void> {
  // The card may still be showing what it knew before: the act is offered once it has been read anew.
  if (act !== undefined) await page.waitForSelector(`.acts [data-act=${act}]`)
  await page.evaluate(
    (pressed, letter) => {
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { code: pressed, key: letter, bubbles: true, cancelable: true }))
    },
    code,
    key,
  )
}

/** Puts a photo into the draft, as if it were chosen from a folder; it may hold anything. */
export async function attach(page: Page, content: Buffer = JPEG): Promise<void> {
  const input = (await page.$('input[name=photo]')) as ElementHandle<HTMLInputElement>
  await input.evaluate((element, base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
    const files = new DataTransfer()
    files.items.add(new File([bytes], 'яма.jpg', { type: 'image/jpeg' }))
    element.files = files.files
    element.dispatchEvent(new Event('change', { bubbles: true }))
  }, content.toString('base64'))
}

/** Ctrl+Enter in the field; pressed again at once as often as it is told, as a key that is held down does. */
export async function sendByKeys(page: Page, field: string, times = 1): Promise<void> {
  await page.focus(field)
  const session = await page.createCDPSession()
  const key = { code: 'Enter', key: 'Enter', windowsVirtualKeyCode: 13, modifiers: 2 }
  for (let pressed = 0; pressed < times; pressed++)
    await session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key, autoRepeat: pressed > 0 })
  await session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key })
  await session.detach()
}

/** Chooses another task by its address. */
export async function lookAt(page: Page, id: string): Promise<void> {
  await page.evaluate((hash) => (location.hash = hash), hashOf({ screen: 'tasks', id }))
  await page.waitForFunction(
    (wanted) => document.querySelector('#case-list')?.getAttribute('aria-activedescendant')?.includes(wanted),
    {},
    id,
  )
  await page.waitForSelector('#draft-text')
}
