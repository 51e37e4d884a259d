import { expect } from 'chai'
import { savePhoto } from '../../../app/photos.ts'
import { JPEG } from '../../builders/jpeg.ts'
import { offered, servedConsole } from './served-console.ts'

describe('What the console shows', function () {
  this.timeout(60_000)
  const current = offered()
  const { ask, as, enrol, store } = servedConsole(current, ['curator', 'manager', 'executor'])
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
})
