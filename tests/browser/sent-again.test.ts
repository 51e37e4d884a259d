import { expect } from 'chai'
import type { Page } from 'puppeteer-core'
import { caseInWork } from './by-api.ts'
import { type Desk, desk as deskOf } from './desk.ts'
import { click, done, lookAt, says, sendByKeys } from './gestures.ts'
import { held, losesAnswer } from './network.ts'

const NOTE = 'form[data-act=comment] [name=text]'

describe('what a person sends twice', function () {
  this.timeout(120_000)
  let desk: Desk

  before(async () => {
    desk = await deskOf()
  })
  after(() => desk?.close())

  it('is one draft after the answer of the server was lost and another case was looked at', async () => {
    const [id, other] = [await caseInWork(desk.people), await caseInWork(desk.people)]
    // What the server tells of its own accord would answer the question before it is asked again.
    const page = await desk.page('executor', { screen: 'tasks', id }, (fresh) => held(fresh, /\/api\/live$/))
    await page.waitForSelector('#draft-text')
    await page.type('#draft-text', 'Яму заделали.')
    await losesAnswer(page, '/submit')
    await sendByKeys(page, '#draft-text')
    await says(page, '.notice-problem', 'неизвестно')
    await lookAt(page, other)
    await lookAt(page, id)
    await sendByKeys(page, '#draft-text')
    await done(page, 'Отправлено на согласование')
    expect(await desk.told(id, 'DraftSubmitted')).to.equal(1)
    await page.close()
  })

  it('goes out once however long the keys that send it are held down', async () => {
    const page = await desk.page('executor', { screen: 'tasks', id: await caseInWork(desk.people) })
    await page.waitForSelector('#draft-text')
    await page.type('#draft-text', 'Яму заделали.')
    const sent = await held(page, /\/submit$/)
    await sendByKeys(page, '#draft-text', 3)
    expect(sent.count()).to.equal(1)
    await sent.goOn()
    await done(page, 'Отправлено на согласование')
    await page.close()
  })

  async function noteOf(page: Page): Promise<void> {
    await click(page, '.acts [data-act=comment]')
    await page.waitForSelector(NOTE)
    await page.type(NOTE, 'Звонил подрядчику')
  }

  it('is one note after the answer of the server was lost', async () => {
    const id = await caseInWork(desk.people)
    const page = await desk.page('executor', { screen: 'tasks', id })
    await noteOf(page)
    await losesAnswer(page, '/comment')
    await sendByKeys(page, NOTE)
    await says(page, 'form[data-act=comment] .problem', 'безопасно повторить')
    expect(await desk.told(id, 'CommentAdded')).to.equal(1)
    await sendByKeys(page, NOTE)
    await done(page, 'Заметка добавлена')
    expect(await desk.told(id, 'CommentAdded')).to.equal(1)
    await page.close()
  })

  it('is another note where its words were changed in between', async () => {
    const id = await caseInWork(desk.people)
    const page = await desk.page('executor', { screen: 'tasks', id })
    await noteOf(page)
    await losesAnswer(page, '/comment')
    await sendByKeys(page, NOTE)
    await says(page, 'form[data-act=comment] .problem', 'неизвестно')
    await page.type(NOTE, ': не отвечает')
    await sendByKeys(page, NOTE)
    await done(page, 'Заметка добавлена')
    expect(await desk.told(id, 'CommentAdded')).to.equal(2)
    await page.close()
  })

  it('is one approval after the answer of the server was lost', async () => {
    const id = await caseInWork(desk.people)
    await desk.people.executor.act(id, 'submit', { text: 'Яму заделали.', attachments: [], accountId: null })
    const page = await desk.page('curator', { screen: 'approvals', id }, (fresh) => held(fresh, /\/api\/live$/))
    await losesAnswer(page, '/approve')
    await click(page, '.acts [data-act=approve]')
    await says(page, '.notice-problem', 'неизвестно')
    await click(page, '.acts [data-act=approve]')
    await done(page, 'Согласовано')
    expect(await desk.told(id, 'DraftApproved')).to.equal(1)
    await page.close()
  })

  it('shows hidden words, and is logged, once however long the keys are held down', async () => {
    const page = await desk.page('curator', { screen: 'queue', id: await desk.people.curator.find('review', (card) => card.unmaskable) })
    await click(page, '.byline button')
    await page.waitForSelector('dialog [name=reason]')
    await page.type('dialog [name=reason]', 'Проверка угрозы')
    const asked = await held(page, /\/unmask$/)
    await sendByKeys(page, 'dialog [name=reason]', 3)
    expect(asked.count()).to.equal(1)
    await asked.goOn()
    await done(page, 'Показано')
    await page.close()
  })
})
