import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { ensureAccount } from '../../../app/accounts.ts'
import { consoleOf } from '../../../app/console.ts'
import { logger } from '../../../app/logger.ts'
import { openFolder } from '../../../app/open-store.ts'
import { loadSettings } from '../../../config/load-settings.ts'
import type { Role } from '../../../core/actor.ts'
import type { Case } from '../../../core/case.ts'
import type { Store } from '../../../core/store.ts'
import { caseWrite } from '../../../sla-engine/case-write.ts'
import { CURATOR, DETECT, ROUTE, story } from '../../builders/case.ts'

export const PASSWORD = 'a long password'
const AGENCY: readonly Role[] = ['executor', 'official']

/** A case that the agency `roads` has before it. */
export const offered = (): Case =>
  story('17.03.2026 10:00').then('17.03.2026 10:00', CURATOR, DETECT).then('17.03.2026 10:00', CURATOR, ROUTE).current

/** The headers of a session. */
export type SignedIn = Readonly<Record<'cookie' | 'x-csrf-token', string>>

/** A console for the suite that calls this: it holds one case, and of each role someone is signed in under its name; agencies are `roads`. */
export function servedConsole(held: Case, roles: readonly Role[], changes: Readonly<Record<string, unknown>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'otklik-console-'))
  const settings = loadSettings([{ name: 'test', values: { data: folder, demo: false, logLevel: 'silent', ...changes } }])
  let store: Store
  let app: FastifyInstance
  const people = new Map<string, SignedIn>()

  before(async () => {
    store = await openFolder(settings, ['roads'])
    app = await another()
    await app.ready()
    await store.documents.write(caseWrite(held, held.facts, { kind: 'create' }))
    for (const role of roles) await enrol(role, role, AGENCY.includes(role) ? 'roads' : null)
  })
  after(async () => {
    await app?.close()
    await store?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** One more server over the same store. */
  const another = () => consoleOf(settings, { store, metrics: async () => '', log: logger(settings, 'test') })

  /** A request as a door is named, with its method: `GET /api/cases`. */
  function ask(request: string, headers: Readonly<Record<string, string>> = {}, payload: object = {}) {
    const [method, url] = request.split(' ') as ['GET' | 'HEAD' | 'POST', string]
    return app.inject({ method, url, headers, ...(method === 'POST' && { payload }) })
  }

  async function signIn(login: string): Promise<SignedIn> {
    const response = await ask('POST /api/sign-in', {}, { login, password: PASSWORD })
    const cookie = String(response.headers['set-cookie']).split(';')[0] ?? ''
    return { cookie, 'x-csrf-token': (response.json() as { csrfToken?: string }).csrfToken ?? '' }
  }

  async function enrol(login: string, role: Role, agencyId: string | null): Promise<void> {
    await ensureAccount(store, { login, name: login, role, agencyId, password: PASSWORD })
    people.set(login, await signIn(login))
  }

  return {
    store: () => store,
    another,
    ask,
    signIn,
    enrol,
    /** Who is signed in under this name. */
    as(login: string): SignedIn {
      const found = people.get(login)
      if (found === undefined) throw new Error(`nobody is ${login}`)
      return found
    },
  }
}
