import { expect } from 'chai'
import { archiveWrite } from '../../../app/flows/archive.ts'
import { savePhoto } from '../../../app/photos.ts'
import type { Audited } from '../../../core/audit.ts'
import type { Evidence } from '../../../core/classification.ts'
import type { PostId } from '../../../core/post.ts'
import { takeRevision } from '../../../sla-engine/open-case.ts'
import { aClassification } from '../../builders/classification.ts'
import { JPEG } from '../../builders/jpeg.ts'
import { aPost } from '../../builders/post.ts'
import { offered, servedConsole } from './served-console.ts'

const PARENT: PostId = 'vk:wall:-1_5'

describe('What the console shows', function () {
  this.timeout(60_000)
  const unanswered = offered()
  const current = takeRevision(
    unanswered,
    { ...unanswered, post: { ...unanswered.post, rev: 'r2', parentId: PARENT } },
    unanswered.openedAt,
  )!
  const { ask, as, enrol, store } = servedConsole(current, ['curator', 'manager', 'executor', 'administrator'])
  before(() => enrol('stranger', 'executor', 'housing'))
  const card = `/api/cases/${encodeURIComponent(current.id)}`

  it('gives the agency of the case its photo', async () => {
    const { id } = await savePhoto(store(), { name: 'яма.jpg', content: JPEG, caseId: current.id })
    expect((await ask(`GET /api/photos/${id}`, as('executor'))).statusCode).to.equal(200)
  })

  it('lists to an agency its own cases only', async () => {
    const totalFor = async (login: string) => ((await ask('GET /api/cases?view=all', as(login))).json() as { total: number }).total
    expect([await totalFor('stranger'), await totalFor('executor')]).to.deep.equal([0, 1])
  })

  it('masks authors for those who do not answer them, and logs every unmasking', async () => {
    const authorFor = async (login: string) =>
      ((await ask(`GET ${card}`, as(login))).json() as { post: { author: { name: string; url: string | null } } }).post.author
    expect(await authorFor('curator')).to.deep.include({ name: 'Анна Смирнова' })
    expect(await authorFor('manager')).to.deep.include({ name: 'А. С.', url: null })
    const unmasked = await ask(`POST ${card}/unmask`, as('curator'), { reason: 'проверка угрозы' })
    expect(unmasked.statusCode).to.equal(200)
    const audit = await store().documents.query<{ actorId: string; reason: string }>({
      collection: 'audit',
      where: [{ field: 'objectId', is: current.id }],
      limit: 10,
    })
    expect(audit.items[0]?.value).to.deep.include({ actorId: 'account:curator', reason: 'проверка угрозы' })
  })

  it('hides the refused words of the message above as well, from everyone', async () => {
    const text = 'Дураки вы все'
    const evidence: Evidence[] = [{ by: 'lexicon', ref: 'insults', score: 1, spans: [{ start: 0, end: 6 }] }]
    const classification = aClassification({ refusals: [{ value: 'obscene-or-insulting', confidence: 1, evidence }] })
    await store().documents.write(archiveWrite({ post: aPost({ id: PARENT, text }), classification }, { kind: 'create' }))
    const above = ((await ask(`GET ${card}`, as('curator'))).json() as { parent: { text: string } }).parent
    expect(above.text).to.equal('•••••• вы все')
  })

  it('writes down who looked at dead letters and who sent them again', async () => {
    await ask('GET /api/dead-letters?topic=posts.dead', as('administrator'))
    await ask('GET /api/dead-letters', as('administrator'))
    await ask('POST /api/dead-letters/redrive', as('administrator'), { places: ['posts.dead/0/0', 'posts.dead/0/1'] })
    const { items } = await store().documents.query<Audited>({
      collection: 'audit',
      where: [{ field: 'actorId', is: 'account:administrator' }],
      limit: 10,
    })
    expect(items.map(({ value }) => [value.action, value.objectId])).to.have.deep.members([
      ['show-dead-letters', 'posts.dead'],
      ['show-dead-letters', 'all'],
      ['redrive-dead-letters', 'posts.dead'],
    ])
  })
})
