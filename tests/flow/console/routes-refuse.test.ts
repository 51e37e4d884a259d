import { subscribe, unsubscribe } from 'node:diagnostics_channel'
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
import { savePhoto } from '../../../app/photos.ts'
import { type Account, ROLES, type Role } from '../../../core/actor.ts'
import type { Case } from '../../../core/case.ts'
import type { Store } from '../../../core/store.ts'
import { caseWrite } from '../../../sla-engine/case-write.ts'
import { CURATOR, DETECT, ROUTE, story } from '../../builders/case.ts'

const PASSWORD = 'a long password'

const CURATORS: readonly Role[] = ['curator', 'head-curator']
const AGENCY: readonly Role[] = ['executor', 'official']
const COORDINATION: readonly Role[] = ['analyst', 'manager', 'administrator', ...CURATORS]

/**
 * Every door of the console and who may pass it, written down a second time: a route that is registered and not here, or
 * opened to another role, fails. `page`: files of the pages, which hold nothing.
 */
const DOORS: Readonly<Record<string, readonly Role[] | 'public' | 'page'>> = {
  'GET /*': 'page',
  'GET /healthz': 'public',
  'GET /readyz': 'public',
  'GET /metrics': 'public',
  'GET /api/sign-in-options': 'public',
  'POST /api/sign-in': 'public',
  'POST /api/sign-out': ROLES,
  'GET /api/session': ROLES,
  'GET /api/directory': ROLES,
  'GET /api/live': ROLES,
  'GET /api/cases': ROLES,
  'GET /api/cases/:id': ROLES,
  'GET /api/photos/:id': ROLES,
  'GET /api/archive': COORDINATION,
  'GET /api/dead-letters': ['administrator'],
  'POST /api/dead-letters/redrive': ['administrator'],
  'POST /api/messages': CURATORS,
  'POST /api/cases/:id/photos': AGENCY,
  'POST /api/cases/:id/unmask': [...CURATORS, ...AGENCY],
  'POST /api/cases/:id/detect': CURATORS,
  'POST /api/cases/:id/dismiss': CURATORS,
  'POST /api/cases/:id/refuse': CURATORS,
  'POST /api/cases/:id/route': CURATORS,
  'POST /api/cases/:id/reroute': CURATORS,
  'POST /api/cases/:id/return': [...CURATORS, ...AGENCY],
  'POST /api/cases/:id/accept': AGENCY,
  'POST /api/cases/:id/submit': AGENCY,
  'POST /api/cases/:id/approve': CURATORS,
  'POST /api/cases/:id/ask-rework': CURATORS,
  'POST /api/cases/:id/publish': AGENCY,
  'POST /api/cases/:id/change-importance': CURATORS,
  'POST /api/cases/:id/reopen': CURATORS,
  'POST /api/cases/:id/comment': [...CURATORS, ...AGENCY],
}

interface Door {
  readonly name: string
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly roles: readonly Role[]
}

const GUARDED: readonly Door[] = Object.entries(DOORS).flatMap(([name, roles]) => {
  const [method, url] = name.split(' ') as [Door['method'], string]
  return typeof roles === 'string' ? [] : [{ name, method, url, roles }]
})

/** Doors that the table does not know, of those a server has registered. */
const unknownDoors = (registered: readonly string[]): readonly string[] => registered.filter((name) => !Object.hasOwn(DOORS, name))

const JPEG = Buffer.from(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=',
  'base64',
)

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
  let photoId = ''
  /** What the newest server has registered by whatever way, without the HEAD twins. */
  let registered: string[] = []
  const watch = (message: unknown): void => {
    const { fastify } = message as { fastify: FastifyInstance }
    registered = []
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) if (one !== 'HEAD') registered.push(`${one} ${url}`)
    })
  }

  before(async () => {
    const settings = loadSettings([{ name: 'test', values: { data: folder, demo: false, logLevel: 'silent' } }])
    store = await openFolder(settings, ['roads'])
    subscribe('fastify.initialization', watch)
    app = await consoleOf(settings, { store, metrics: async () => '', log: logger(settings, 'test') })
    await app.ready()
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
    photoId = (await savePhoto(store, { name: 'яма.jpg', content: JPEG, caseId: current.id })).id
  })
  after(async () => {
    unsubscribe('fastify.initialization', watch)
    await app?.close()
    await store?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function signIn(login: string, password = PASSWORD): Promise<SignedIn> {
    const response = await app.inject({ method: 'POST', url: '/api/sign-in', payload: { login, password } })
    const cookie = String(response.headers['set-cookie']).split(';')[0] ?? ''
    return { cookie, token: (response.json() as { csrfToken?: string }).csrfToken ?? '' }
  }

  const addressOf = ({ url }: Pick<Door, 'url'>): string => {
    const id = url.includes('photos/:id') ? photoId : current.id
    return url.replace(':id', encodeURIComponent(id))
  }
  const ask = (door: Pick<Door, 'method' | 'url'>, as: SignedIn | null, headers: Record<string, string> = {}) =>
    app.inject({
      method: door.method,
      url: addressOf(door),
      headers: { ...(as !== null && { cookie: as.cookie, 'x-csrf-token': as.token }), ...headers },
      ...(door.method === 'POST' && { payload: {} }),
    })
  const someone = (role: Role | undefined): SignedIn => {
    const found = people.get(role ?? 'curator')
    if (found === undefined) throw new Error(`nobody is ${String(role)}`)
    return found
  }

  it('is in the table of doors, and the table names no other', () => {
    expect(unknownDoors(registered)).to.deep.equal([])
    expect(Object.keys(DOORS).filter((name) => !registered.includes(name))).to.deep.equal([])
  })

  it('is missed by nobody: one that the table does not know is found, however it was registered', async () => {
    const settings = loadSettings([{ name: 'test', values: { data: folder, demo: false, logLevel: 'silent' } }])
    const grown = await consoleOf(settings, { store, metrics: async () => '', log: logger(settings, 'test') })
    grown.get('/api/new', async () => 'unguarded')
    await grown.register(async (plugin) => void plugin.post('/new-too', async () => 'unguarded'), { prefix: '/api' })
    await grown.ready()
    expect(unknownDoors(registered)).to.deep.equal(['GET /api/new', 'POST /api/new-too'])
    await grown.close()
  })

  for (const door of GUARDED) {
    it(`${door.name} refuses without a session`, async () => {
      expect((await ask(door, null)).statusCode).to.equal(401)
      expect((await ask(door, { cookie: 'otklik-session=guessed', token: 'guessed' })).statusCode).to.equal(401)
      if (door.method === 'GET') expect((await app.inject({ method: 'HEAD', url: addressOf(door) })).statusCode).to.equal(401)
    })

    for (const role of ROLES.filter((one) => !door.roles.includes(one))) {
      it(`${door.name} refuses a ${role}`, async () => {
        const response = await ask(door, someone(role))
        expect(response.statusCode).to.equal(403)
        expect(response.json()).to.deep.include({ error: 'wrong-role' })
      })
    }

    if (door.method === 'POST') {
      it(`${door.name} asks everyone who may pass for the CSRF token, its own, from our page`, async () => {
        for (const role of door.roles) {
          const own = someone(role)
          expect((await ask(door, own, { 'x-csrf-token': '' })).json()).to.deep.include({ error: 'csrf' })
          expect((await ask(door, own, { 'x-csrf-token': stranger.token })).json()).to.deep.include({ error: 'csrf' })
          expect((await ask(door, own, { origin: 'https://evil.example' })).json()).to.deep.include({ error: 'foreign-origin' })
        }
      })
    }

    if (door.url.includes(':id') && door.roles.includes('executor')) {
      it(`${door.name} does not show another agency that the case exists`, async () => {
        const response = await ask(door, stranger)
        const nothing = door.url.includes('photos/:id') ? 'a'.repeat(64) : 'case%3Avk%3Acomment%3A-1_404'
        const nobody = await app.inject({
          method: door.method,
          url: door.url.replace(':id', nothing),
          headers: { cookie: stranger.cookie, 'x-csrf-token': stranger.token },
          ...(door.method === 'POST' && { payload: {} }),
        })
        expect(response.statusCode).to.be.oneOf([400, 404])
        expect([response.statusCode, response.json()]).to.deep.equal([nobody.statusCode, nobody.json()])
      })
    }
  }

  it('gives the agency of the case its photo', async () => {
    expect((await ask({ method: 'GET', url: '/api/photos/:id' }, someone('executor'))).statusCode).to.equal(200)
  })

  it('keeps passwords as argon2id only', async () => {
    const accounts = await store.documents.query<Account>({ collection: 'accounts', limit: 100 })
    expect(accounts.items.length).to.be.greaterThan(1)
    for (const { value } of accounts.items) expect(value.passwordHash).to.match(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })

  it('lists to an agency its own cases only', async () => {
    const list = async (as: SignedIn | undefined) =>
      (await app.inject({ method: 'GET', url: '/api/cases?view=all', headers: { cookie: as?.cookie ?? '' } })).json() as { total: number }
    expect((await list(stranger)).total).to.equal(0)
    expect((await list(people.get('executor'))).total).to.equal(1)
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

  it('takes no message for a duplicate of a case that is not there', async () => {
    const curator = people.get('curator')
    const answers = ['case:vk:comment:-1_404', '', 5].map(async (target) => {
      const response = await app.inject({
        method: 'POST',
        url: `/api/cases/${encodeURIComponent(current.id)}/dismiss`,
        headers: { cookie: curator?.cookie ?? '', 'x-csrf-token': curator?.token ?? '' },
        payload: { as: 'technical-duplicate', reason: 'то же', target },
      })
      return [response.statusCode, (response.json() as { refusal?: string }).refusal]
    })
    expect(await Promise.all(answers)).to.deep.equal([
      [422, 'target-missing'],
      [422, 'target-missing'],
      [400, undefined],
    ])
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

  it('sends a policy that allows nothing from outside, with the pages too', async () => {
    for (const url of ['/healthz', '/', '/queue', '/api/session', '/no-such-file.js']) {
      const { headers } = await app.inject({ method: 'GET', url, headers: { accept: 'text/html' } })
      const policy = String(headers['content-security-policy']).split(';')
      expect(policy, url).to.include.members([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
      ])
      expect(policy.join()).not.to.match(/unsafe|https?:|\*/)
    }
  })
})
