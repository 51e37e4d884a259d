import { expect } from 'chai'
import type { Page } from 'puppeteer-core'
import { click, says } from './gestures.ts'
import { noMisdeeds, watch } from './misdeeds.ts'
import { type Stage, stage } from './stage.ts'

const PHOTO_OVER_LIMIT_BYTES = 9_000_000

describe('what a page says when something cannot be done', function () {
  this.timeout(120_000)
  let on: Stage
  let page: Page
  const misdeeds = noMisdeeds()

  before(async () => {
    on = await stage()
    page = await on.page()
    watch(page, { origin: on.otklik.url, expected: /status of (400|401|413|429)/ }, misdeeds)
    await page.goto(on.otklik.url)
    await click(page, '[data-login=curator]')
    await page.waitForSelector('main#content h1')
  })
  after(() => on?.close())

  const fill = (selector: string, value: string): Promise<void> =>
    page.$eval(
      selector,
      (field, typed) => {
        ;(field as HTMLTextAreaElement).value = typed
        field.dispatchEvent(new Event('input', { bubbles: true }))
      },
      value,
    )

  const isTold = (words: string) =>
    page.waitForFunction((said) => document.querySelector('.notice-problem')?.textContent.includes(said), {}, words)

  it('names the field of an act and its limit, and keeps what was typed', async () => {
    await click(page, '.acts [data-act=comment]')
    await page.waitForSelector('form[data-act=comment]')
    await fill('form[data-act=comment] [name=text]', 'а'.repeat(5001))
    await click(page, 'form[data-act=comment] button[type=submit]')
    await says(page, 'form[data-act=comment] .problem', 'Поле «Текст заметки»: не больше 5000 знаков.')
    await page.keyboard.press('Escape')
  })

  it('names the field of a message entered by hand, in the chosen language', async () => {
    await page.evaluate(() => (location.hash = '#/manual'))
    await page.waitForSelector('textarea[name=text]')
    await fill('textarea[name=text]', 'Яма у школы')
    await fill('[name=createdAt]', '2199-01-01T10:00')
    await click(page, 'form button[type=submit]')
    await isTold('Поле «Время сообщения»: это время ещё не наступило.')
    await click(page, 'button[lang=en]')
    await says(page, 'form button[type=submit]', 'Save')
    await click(page, 'form button[type=submit]')
    await isTold('“Time of the message”: this time has not come yet.')
    await click(page, 'button[lang=ru]')
    await fill('[name=createdAt]', '')
  })

  it('says how large a photo may be, and what it has to be', async () => {
    const choose = (name: string, bytes: number): Promise<void> =>
      page.$eval(
        '[name=screenshot]',
        (input, file, length) => {
          const files = new DataTransfer()
          files.items.add(new File([new Uint8Array(length)], file))
          ;(input as HTMLInputElement).files = files.files
        },
        name,
        bytes,
      )
    await choose('снимок.jpg', PHOTO_OVER_LIMIT_BYTES)
    await click(page, 'form button[type=submit]')
    await isTold('не больше 8 МБ')
    await choose('смета.pdf', 10)
    await click(page, 'form button[type=submit]')
    await isTold('Поле «Снимок экрана»: «смета.pdf» не снимок JPEG, PNG или WebP.')
  })

  it('asks for nothing outside its own origin and never complains', () => {
    expect(misdeeds).to.deep.equal(noMisdeeds())
  })
})
