import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { FastifyInstance } from 'fastify'
import { ensureAccount } from '../../../app/accounts.ts'
import { consoleOf } from '../../../app/console.ts'
import { logger } from '../../../app/logger.ts'
import { openFolder } from '../../../app/open-store.ts'
import { loadSettings } from '../../../config/load-settings.ts'
import type { Case } from '../../../core/case.ts'
import { getCase } from '../../../core/kept-case.ts'
import type { Store } from '../../../core/store.ts'
import { caseWrite } from '../../../sla-engine/case-write.ts'
import { story } from '../../builders/case.ts'

const PASSWORD = 'a long enough password'
const WHOLE = { topicId: 'roads/pothole', districtId: 'kursk', placeName: 'улица Ленина', importance: 'normal' }

describe('A detection that a curator sends', function () {
  this.timeout(60_000)
  const folder = mkdtempSync(join(tmpdir(), 'otklik-commands-'))
  let store: Store
  let app: FastifyInstance
  let current: Case
  let headers: Record<string, string>

  before(async () => {
    const settings = loadSettings([{ name: 'test', values: { data: folder, demo: false, logLevel: 'silent' } }])
    store = await openFolder(settings, ['roads'])
    app = await consoleOf(settings, { store, metrics: async () => '', log: logger(settings, 'test') })
    current = story('17.03.2026 10:00').current
    await store.documents.write(caseWrite(current, current.facts, { kind: 'create' }))
    await ensureAccount(store, { login: 'curator', name: 'curator', role: 'curator', agencyId: null, password: PASSWORD })
    const response = await app.inject({ method: 'POST', url: '/api/sign-in', payload: { login: 'curator', password: PASSWORD } })
    const cookie = String(response.headers['set-cookie']).split(';')[0] ?? ''
    headers = { cookie, 'x-csrf-token': (response.json() as { csrfToken: string }).csrfToken }
  })
  after(async () => {
    await app?.close()
    await store?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const detect = (body: object) =>
    app.inject({ method: 'POST', url: `/api/cases/${encodeURIComponent(current.id)}/detect`, headers, payload: body })

  for (const [field, value] of [
    ['topicId', 'roads/no-such-topic'],
    ['districtId', 'atlantis'],
  ] as const) {
    it(`is refused when its ${field} is in no directory, with field and value`, async () => {
      const response = await detect({ ...WHOLE, [field]: value })
      expect(response.statusCode).to.equal(400)
      expect((response.json() as { details: object }).details).to.include({ field, value })
      expect((await getCase(store.documents, current.id))?.value.state).to.equal('in-review')
    })
  }

  it('is taken when everything is known', async () => {
    expect((await detect(WHOLE)).statusCode).to.equal(200)
    expect((await getCase(store.documents, current.id))?.value).to.deep.include({
      state: 'detected',
      topicId: 'roads/pothole',
      districtId: 'kursk',
    })
  })
})
