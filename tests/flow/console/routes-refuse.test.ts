import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { expect } from 'chai'
import type { FastifyInstance } from 'fastify'
import { savePhoto } from '../../../app/photos.ts'
import { ROLES, type Role } from '../../../core/actor.ts'
import { JPEG } from '../../builders/jpeg.ts'
import { offered, servedConsole, type SignedIn } from './served-console.ts'

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
  'POST /api/cases/:id/photos': ['executor'],
  'POST /api/cases/:id/unmask': [...CURATORS, ...AGENCY],
  'POST /api/cases/:id/detect': CURATORS,
  'POST /api/cases/:id/dismiss': CURATORS,
  'POST /api/cases/:id/refuse': CURATORS,
  'POST /api/cases/:id/route': CURATORS,
  'POST /api/cases/:id/reroute': CURATORS,
  'POST /api/cases/:id/return': [...CURATORS, 'executor'],
  'POST /api/cases/:id/accept': ['executor'],
  'POST /api/cases/:id/submit': ['executor'],
  'POST /api/cases/:id/approve': CURATORS,
  'POST /api/cases/:id/ask-rework': CURATORS,
  'POST /api/cases/:id/publish': ['executor'],
  'POST /api/cases/:id/change-importance': CURATORS,
  'POST /api/cases/:id/reopen': CURATORS,
  'POST /api/cases/:id/comment': [...CURATORS, ...AGENCY],
}

interface Door {
  readonly name: string
  readonly roles: readonly Role[]
}

const GUARDED: readonly Door[] = Object.entries(DOORS).flatMap(([name, roles]) => (typeof roles === 'string' ? [] : [{ name, roles }]))

/** Doors that the table does not know, of those a server has registered. */
const unknownDoors = (registered: readonly string[]): readonly string[] => registered.filter((name) => !Object.hasOwn(DOORS, name))

describe('Every route of the console', function () {
  this.timeout(60_000)
  /** What the newest server has registered by whatever way, without the HEAD twins. */
  let registered: string[] = []
  const watch = (message: unknown): void => {
    const { fastify } = message as { fastify: FastifyInstance }
    registered = []
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) if (one !== 'HEAD') registered.push(`${one} ${url}`)
    })
  }
  before(() => subscribe('fastify.initialization', watch))
  after(() => void unsubscribe('fastify.initialization', watch))

  const current = offered()
  const { ask, as, store, another, enrol } = servedConsole(current, ROLES)
  let photoId = ''
  before(async () => {
    await enrol('stranger', 'executor', 'housing')
    photoId = (await savePhoto(store(), { name: 'яма.jpg', content: JPEG, caseId: current.id })).id
  })

  const isOfPhoto = (door: Door): boolean => door.name.includes('photos/:id')
  const at = (door: Door): string => door.name.replace(':id', encodeURIComponent(isOfPhoto(door) ? photoId : current.id))
  const knock = (door: Door, who: SignedIn, changes: Readonly<Record<string, string>> = {}) => ask(at(door), { ...who, ...changes })

  it('is in the table of doors, and the table names no other', () => {
    expect(unknownDoors(registered)).to.deep.equal([])
    expect(Object.keys(DOORS).filter((name) => !registered.includes(name))).to.deep.equal([])
  })

  it('is missed by nobody: one that the table does not know is found, however it was registered', async () => {
    const grown = await another()
    grown.get('/api/new', async () => 'unguarded')
    await grown.register(async (plugin) => void plugin.post('/new-too', async () => 'unguarded'), { prefix: '/api' })
    await grown.ready()
    expect(unknownDoors(registered)).to.deep.equal(['GET /api/new', 'POST /api/new-too'])
    await grown.close()
  })

  for (const door of GUARDED) {
    it(`${door.name} refuses without a session`, async () => {
      expect((await ask(at(door))).statusCode).to.equal(401)
      const guessed = { cookie: 'otklik-session=guessed', 'x-csrf-token': 'guessed' }
      expect((await knock(door, guessed)).statusCode).to.equal(401)
      if (door.name.startsWith('GET')) expect((await ask(at(door).replace('GET', 'HEAD'))).statusCode).to.equal(401)
    })

    for (const role of ROLES.filter((one) => !door.roles.includes(one))) {
      it(`${door.name} refuses a ${role}`, async () => {
        const response = await knock(door, as(role))
        expect(response.statusCode).to.equal(403)
        expect(response.json()).to.deep.include({ error: 'wrong-role' })
      })
    }

    if (door.name.startsWith('POST')) {
      it(`${door.name} asks everyone who may pass for the CSRF token, its own, from our page`, async () => {
        const foreign = as('stranger')['x-csrf-token']
        for (const role of door.roles) {
          expect((await knock(door, as(role), { 'x-csrf-token': '' })).json()).to.deep.include({ error: 'csrf' })
          expect((await knock(door, as(role), { 'x-csrf-token': foreign })).json()).to.deep.include({ error: 'csrf' })
          expect((await knock(door, as(role), { origin: 'https://evil.example' })).json()).to.deep.include({ error: 'foreign-origin' })
        }
      })
    }

    if (door.name.startsWith('GET')) {
      it(`${door.name} answers nobody who names the token of another session`, async () => {
        const foreign = as('stranger')['x-csrf-token']
        expect((await knock(door, as(door.roles[0]!), { 'x-csrf-token': foreign })).json()).to.deep.include({ error: 'csrf' })
      })
    }

    if (door.name.includes(':id') && door.roles.includes('executor')) {
      it(`${door.name} does not show another agency that the case exists`, async () => {
        const response = await knock(door, as('stranger'))
        const nothing = isOfPhoto(door) ? 'a'.repeat(64) : 'case%3Avk%3Acomment%3A-1_404'
        const nobody = await ask(door.name.replace(':id', nothing), as('stranger'))
        expect(response.statusCode).to.be.oneOf([400, 404])
        expect([response.statusCode, response.json()]).to.deep.equal([nobody.statusCode, nobody.json()])
      })
    }
  }

  it('sends a policy that allows nothing from outside, with the pages too', async () => {
    for (const url of ['/healthz', '/', '/queue', '/api/session', '/no-such-file.js']) {
      const { headers } = await ask(`GET ${url}`, { accept: 'text/html' })
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
