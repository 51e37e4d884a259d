import { expect } from 'chai'
import { archiveWrite } from '../../../app/flows/archive.ts'
import type { Audited } from '../../../core/audit.ts'
import type { CaseCard, CasePage, PostPage } from '../../../console/server/api.ts'
import { caseWrite } from '../../../sla-engine/case-write.ts'
import { CURATOR, deciding, story } from '../../builders/case.ts'
import { aClassification } from '../../builders/classification.ts'
import { servedConsole } from './served-console.ts'

const TEXT = 'Сожгу его дом'
const HIDDEN = '•'.repeat(TEXT.length)

describe('The words of a message that a curator has refused', function () {
  this.timeout(60_000)
  // What the classifier made of it matters no more: it suspected nothing.
  const refused = story('17.03.2026 10:00', deciding(), { text: TEXT, quoted: [TEXT] }).then('17.03.2026 10:05', CURATOR, {
    type: 'refuse',
    ground: 'threat-to-official',
    reason: 'угроза',
  }).current
  const below = story('17.03.2026 10:00', deciding(), { id: 'vk:comment:-1_8', parentId: refused.post.id }).current
  const roles = ['curator', 'head-curator', 'manager', 'analyst', 'administrator'] as const
  const { ask, as, store } = servedConsole(refused, roles)
  const card = `/api/cases/${encodeURIComponent(refused.id)}`
  const asked = async <T>(door: string, login: string) => (await ask(`GET ${door}`, as(login))).json() as T
  before(async () => {
    await store().documents.write(archiveWrite({ post: refused.post, classification: aClassification() }, { kind: 'create' }))
    await store().documents.write(caseWrite(below, below.facts, { kind: 'create' }))
  })

  for (const role of roles)
    it(`are hidden from the ${role} on the card, in the queue and in the archive`, async () => {
      const { post, unmaskable } = await asked<CaseCard>(card, role)
      expect([post.text, post.quoted]).to.deep.equal([HIDDEN, [HIDDEN]])
      expect(unmaskable).to.equal(role.includes('curator'))
      const rows = await asked<CasePage>('/api/cases?view=all&state=refused', role)
      expect(rows.items.map(({ text }) => text)).to.deep.equal([HIDDEN])
      const archived = await asked<PostPage>('/api/archive', role)
      expect(archived.items.map(({ text }) => text)).to.deep.equal([HIDDEN])
    })

  it('are hidden above an answer to them, too', async () => {
    const { parent } = await asked<CaseCard>(`/api/cases/${encodeURIComponent(below.id)}`, 'curator')
    expect([parent?.text, parent?.quoted]).to.deep.equal([HIDDEN, [HIDDEN]])
  })

  it('are given for a reason that is written down', async () => {
    const given = await ask(`POST ${card}/unmask`, as('curator'), { reason: 'передать в полицию' })
    expect(given.json()).to.deep.include({ text: TEXT, quoted: [TEXT] })
    const { items } = await store().documents.query<Audited>({
      collection: 'audit',
      where: [{ field: 'objectId', is: refused.id }],
      limit: 10,
    })
    expect(items.map(({ value }) => [value.action, value.reason])).to.deep.equal([['unmask', 'передать в полицию']])
  })

  it('are there again once the refusal is undone, and the message waits to be judged', async () => {
    expect((await asked<CaseCard>(card, 'curator')).allowed).to.include('reopen')
    const undone = (await ask(`POST ${card}/reopen`, as('head-curator'), { reason: 'не угроза' })).json<CaseCard>()
    expect([undone.state, undone.refusal, undone.post.text]).to.deep.equal(['in-review', null, TEXT])
    const waiting = await asked<CasePage>('/api/cases?view=all&state=in-review', 'curator')
    expect(waiting.items.map(({ id }) => id)).to.include(refused.id)
  })
})
