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
import { ROUTES } from '../../../console/server/routes.ts'
import type { Route } from '../../../console/server/route.ts'
import { ROLES, type Role } from '../../../core/actor.ts'
import type { Case } from '../../../core/case.ts'
import type { Store } from '../../../core/store.ts'
import { caseWrite } from '../../../sla-engine/case-write.ts'
import { CURATOR, DETECT, ROUTE, story } from '../../builders/case.ts'

const PUBLIC = ['GET /api/sign-in-options', 'POST /api/sign-in', 'GET /healthz', 'GET /readyz', 'GET /metrics']
const PASSWORD = 'a long password'
const nameOf = ({ method, url }: Route): string => `${method} ${url}`

interface SignedIn {
  readonly cookie: string
  readonly token: string
}

describe('Every route of the console', function () {
  this.timeout(60_000)
  const folder = mkdtempSync(join(tmpdir(), 'otklik-routes-'))
  let store: Store
  let app: FastifyInstance
  let current: Case
  const people = new Map<Role, SignedIn>()
  let stranger: SignedIn

  before(async () => {
    const settings = loadSettings([{ name: 'test', values: { data: folder, demo: false, logLevel: 'silent' } }])
    store = await openFolder(settings, ['roads'])
    app = await consoleOf(settings, { store, metrics: async () => '', log: logger(settings, 'test') })
    current = story('17.03.2026 10:00').then('17.03.2026 10:00', CURATOR, DETECT).then('17.03.2026 10:00', CURATOR, ROUTE).current
    await store.documents.write(caseWrite(current, current.facts, { kind: 'create' }))
    for (const role of ROLES) {
      await ensureAccount(store, {
        login: role,
        name: role,
        role,
        agencyId: role === 'executor' || role === 'official' ? 'roads' : null,
        password: PASSWORD,
      })
      people.set(role, await signIn(role))
    }
    await ensureAccount(store, { login: 'stranger', name: 'stranger', role: 'executor', agencyId: 'housing', password: PASSWORD })
    stranger = await signIn('stranger')
  })
  after(async () => {
    await app?.close()
    await store?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function signIn(login: string, password = PASSWORD): Promise<SignedIn> {
    const response = await app.inject({ method: 'POST', url: '/api/sign-in', payload: { login, password } })
    const cookie = String(response.headers['set-cookie']).split(';')[0] ?? ''
    return { cookie, token: (response.json() as { csrfToken?: string }).csrfToken ?? '' }
  }

  const addressOf = (route: Route): string =>
    route.url.replace(':id', encodeURIComponent(route.url.includes('photos/:id') ? 'a'.repeat(64) : current.id))
  const ask = (route: Route, as: SignedIn | null, headers: Record<string, string> = {}) =>
    app.inject({
      method: route.method,
      url: addressOf(route),
      headers: { ...(as !== null && { cookie: as.cookie, 'x-csrf-token': as.token }), ...headers },
      ...(route.method === 'POST' && { payload: {} }),
    })
  const guarded = ROUTES.filter((route) => route.roles !== 'public')

  it('is public only where it is meant to be', () => {
    expect(ROUTES.filter((route) => route.roles === 'public').map(nameOf)).to.have.members(PUBLIC)
  })

  for (const route of guarded) {
    it(`${nameOf(route)} refuses without a session`, async () => {
      expect((await ask(route, null)).statusCode).to.equal(401)
      expect((await ask(route, { cookie: 'otklik-session=guessed', token: 'guessed' })).statusCode).to.equal(401)
    })

    for (const role of ROLES.filter((one) => !route.roles.includes(one))) {
      it(`${nameOf(route)} refuses a ${role}`, async () => {
        const response = await ask(route, people.get(role) ?? null)
        expect(response.statusCode).to.equal(403)
        expect(response.json()).to.deep.include({ error: 'wrong-role' })
      })
    }

    if (route.method === 'POST') {
      it(`${nameOf(route)} refuses without the CSRF token, with another's, and from another page`, async () => {
        const [role] = route.roles as readonly Role[]
        const own = people.get(role ?? 'curator')
        if (own === undefined) throw new Error('nobody has the role')
        expect((await ask(route, own, { 'x-csrf-token': '' })).json()).to.deep.include({ error: 'csrf' })
        expect((await ask(route, own, { 'x-csrf-token': stranger.token })).json()).to.deep.include({ error: 'csrf' })
        expect((await ask(route, own, { origin: 'https://evil.example' })).json()).to.deep.include({ error: 'foreign-origin' })
      })
    }

    if (route.url.includes('/cases/:id') && (route.roles as readonly Role[]).includes('executor')) {
      it(`${nameOf(route)} does not show another agency that the case exists`, async () => {
        const response = await ask(route, stranger)
        const nobody = await app.inject({
          method: route.method,
          url: route.url.replace(':id', 'case%3Avk%3Acomment%3A-1_404'),
          headers: { cookie: stranger.cookie, 'x-csrf-token': stranger.token },
          ...(route.method === 'POST' && { payload: {} }),
        })
        expect(response.statusCode).to.be.oneOf([400, 404])
        expect([response.statusCode, response.json()]).to.deep.equal([nobody.statusCode, nobody.json()])
      })
    }
  }

  it('lists to an agency its own cases only', async () => {
    const list = async (as: SignedIn | undefined) =>
      (await app.inject({ method: 'GET', url: '/api/cases?view=all', headers: { cookie: as?.cookie ?? '' } })).json() as { total: number }
    expect((await list(stranger)).total).to.equal(0)
    expect((await list(people.get('executor'))).total).to.equal(1)
  })

  it('holds the live stream back too', async () => {
    expect((await app.inject({ method: 'GET', url: '/api/live' })).statusCode).to.equal(401)
  })

  it('answers alike for a wrong name and a wrong password', async () => {
    const answers = await Promise.all(
      ['curator', 'nobody'].map((login) => app.inject({ method: 'POST', url: '/api/sign-in', payload: { login, password: 'wrong' } })),
    )
    expect(answers.map((one) => [one.statusCode, one.json()])).to.deep.equal([
      [401, { error: 'wrong-login', details: {} }],
      [401, { error: 'wrong-login', details: {} }],
    ])
  })

  it('ends a session at sign-out', async () => {
    const once = await signIn('analyst')
    await app.inject({ method: 'POST', url: '/api/sign-out', headers: { cookie: once.cookie, 'x-csrf-token': once.token }, payload: {} })
    expect((await app.inject({ method: 'GET', url: '/api/session', headers: { cookie: once.cookie } })).statusCode).to.equal(401)
  })

  it('gives no session cookie to scripts or to other sites', async () => {
    const response = await app.inject({ method: 'POST', url: '/api/sign-in', payload: { login: 'curator', password: PASSWORD } })
    expect(String(response.headers['set-cookie']))
      .to.match(/HttpOnly/)
      .and.match(/SameSite=Strict/)
  })

  it('masks authors for those who do not answer them, and logs every unmasking', async () => {
    const url = `/api/cases/${encodeURIComponent(current.id)}`
    const seen = async (role: Role) =>
      (
        (await app.inject({ method: 'GET', url, headers: { cookie: people.get(role)?.cookie ?? '' } })).json() as {
          post: { author: { name: string; url: string | null } }
        }
      ).post.author
    expect(await seen('curator')).to.deep.include({ name: 'Анна Смирнова' })
    expect(await seen('manager')).to.deep.include({ name: 'А. С.', url: null })
    const curator = people.get('curator')
    const unmasked = await app.inject({
      method: 'POST',
      url: `${url}/unmask`,
      headers: { cookie: curator?.cookie ?? '', 'x-csrf-token': curator?.token ?? '' },
      payload: { reason: 'проверка угрозы' },
    })
    expect(unmasked.statusCode).to.equal(200)
    const [entry] = (
      await store.documents.query<{ actorId: string; reason: string }>({
        collection: 'audit',
        where: [{ field: 'objectId', is: current.id }],
        limit: 10,
      })
    ).items
    expect(entry?.value).to.deep.include({ actorId: 'account:curator', reason: 'проверка угрозы' })
  })

  it('names the field of bad input', async () => {
    const response = await app.inject({
      method: 'GET',
      url: '/api/cases?limit=100000',
      headers: { cookie: people.get('curator')?.cookie ?? '' },
    })
    expect([response.statusCode, response.json()]).to.deep.include.members([400])
    expect((response.json() as { details: { field: string } }).details.field).to.equal('limit')
  })

  it('sends a policy that allows nothing from outside', async () => {
    const { headers } = await app.inject({ method: 'GET', url: '/healthz' })
    expect(headers['content-security-policy'])
      .to.match(/default-src 'none'/)
      .and.match(/require-trusted-types-for 'script'/)
  })
})
