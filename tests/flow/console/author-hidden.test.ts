import { expect } from 'chai'
import { archiveWrite } from '../../../app/flows/archive.ts'
import type { CaseCard, CasePage, PostPage } from '../../../console/server/api.ts'
import type { Role } from '../../../core/actor.ts'
import type { Case } from '../../../core/case.ts'
import { CURATOR, deciding, DETECT, EXECUTOR, ROUTE, story, SUBMIT } from '../../builders/case.ts'
import { servedConsole } from './served-console.ts'

const AT = '17.03.2026 10:00'
const WALL = { id: 'vk:wall:1234567_5', rootId: 'vk:wall:1234567_5', sourceId: 'vk:1234567', url: 'https://vk.com/wall1234567_5' } as const
const AUTHOR = { id: '1234567', name: 'Анна Смирнова', url: 'https://vk.com/id1234567', kind: 'person' } as const
const ANSWER = 'https://vk.com/wall1234567_5?reply=9'

/** What people of the agencies wrote of the author, each in a place of its own. */
const WRITTEN = {
  comment: 'автор звонил с 8/910/111/11/11',
  draft: 'Перезвоним Вам на 4712 222222',
  rework: 'пишите ей на anna333@mail.ru',
  secondDraft: 'Ответили и в t.me/anna444, до 17.03.2026',
  reason: 'ответ на странице @anna555',
}
const SECRETS = ['1234567', 'reply=9', '8/910/111', '4712 222222', 'anna333', 'anna444', 'anna555', 'Смирнова']

/** A message on its author's own wall, answered by hand after a rework. */
function answered(): Case {
  const submit = (text: string) => ({ ...SUBMIT, type: 'submit', text, accountId: null, attachments: [] }) as const
  const told = story(AT, deciding(), { ...WALL, author: AUTHOR })
    .then(AT, CURATOR, DETECT)
    .then(AT, CURATOR, ROUTE)
    .then(AT, EXECUTOR, { type: 'comment', text: WRITTEN.comment })
    .then(AT, EXECUTOR, submit(WRITTEN.draft), 'first')
    .then(AT, CURATOR, { type: 'ask-rework', code: 'no-term', comment: WRITTEN.rework, version: null })
    .then(AT, EXECUTOR, submit(WRITTEN.secondDraft), 'second')
  const publish = {
    type: 'publish',
    url: ANSWER,
    where: 'own-account',
    reason: WRITTEN.reason,
    publishedAt: 0,
    accountId: 'roads-account',
  } as const
  const approved = told.then(AT, CURATOR, { type: 'approve', version: told.current.draft?.version ?? '' })
  const { current, refusal } = approved.then(AT, EXECUTOR, { ...publish, publishedAt: approved.current.facts.at(-1)?.at ?? 0 })
  if (refusal !== null) throw new Error(refusal)
  return current
}

describe('Of an answered message', function () {
  this.timeout(60_000)
  const held = answered()
  const hidden = ['analyst', 'manager', 'administrator'] as const satisfies readonly Role[]
  const { ask, as, store } = servedConsole(held, ['curator', ...hidden])
  before(() => store().documents.write(archiveWrite({ post: held.post, classification: held.classification }, { kind: 'create' })))
  const get = async <T>(login: string, path: string): Promise<T> => (await ask(`GET ${path}`, as(login))).json() as T
  const card = (login: string): Promise<CaseCard> => get(login, `/api/cases/${encodeURIComponent(held.id)}`)

  it('the curator sees who wrote it, what was written of it and where the answer is', async () => {
    const shown = await card('curator')
    for (const secret of SECRETS) expect(JSON.stringify(shown)).to.include(secret)
    expect(shown.publication?.url).to.equal(ANSWER)
  })

  for (const role of hidden) {
    it(`the ${role} sees no way to the author: neither the answer's link nor what people wrote in drafts, remarks and comments`, async () => {
      const shown = await card(role)
      // The case's own id, by which it is asked for, stays what it is.
      const besideItsId = JSON.stringify(shown).replaceAll(held.id, '')
      for (const secret of SECRETS) expect(besideItsId).not.to.include(secret)
      expect(shown.publication).to.deep.include({ url: null, where: 'own-account' })
      expect(shown.draft).to.deep.include({ version: held.draft?.version, text: 'Ответили и в ••••••••••••, до 17.03.2026' })
      expect(shown.timeline.find(({ type }) => type === 'CommentAdded')?.data).to.deep.equal({ text: 'автор звонил с •••••••••••••••' })
    })

    it(`the ${role} finds no way to the author in lists`, async () => {
      const archive = await get<PostPage>(role, '/api/archive')
      expect(archive.items).to.have.length(1)
      for (const secret of SECRETS) expect(JSON.stringify(archive.items)).not.to.include(secret)
      const [row] = (await get<CasePage>(role, '/api/cases?view=all')).items
      expect(row).to.deep.include({ id: held.id, url: null })
    })
  }
})
