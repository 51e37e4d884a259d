import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { consoleOf } from '../../../app/console.ts'
import { logger } from '../../../app/logger.ts'
import { openFolder } from '../../../app/open-store.ts'
import { loadSettings } from '../../../config/load-settings.ts'
import type { Store } from '../../../core/store.ts'

describe('A folder that demo mode has used', function () {
  this.timeout(60_000)
  const folder = mkdtempSync(join(tmpdir(), 'otklik-demo-'))
  const OWN = 'a long password of our own'
  let store: Store
  before(async () => {
    store = await openFolder(settingsOf({ demo: true }), [])
  })
  after(async () => {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const settingsOf = (values: { demo: boolean; administratorPassword?: string }) =>
    loadSettings([{ name: 'environment', values: { data: folder, logLevel: 'silent', ...values } }])

  /** What signing in ends with, in a console started with these settings. */
  async function signingIn(
    values: Parameters<typeof settingsOf>[0],
    logins: readonly (readonly [string, string])[],
  ): Promise<readonly number[]> {
    const settings = settingsOf(values)
    const app = await consoleOf(settings, { store, metrics: async () => '', log: logger(settings, 'test') })
    const statuses: number[] = []
    for (const [login, password] of logins)
      statuses.push((await app.inject({ method: 'POST', url: '/api/sign-in', payload: { login, password } })).statusCode)
    await app.close()
    return statuses
  }

  it('opens to nobody with a published password once demo mode is over, and to the administrator with his own', async () => {
    const published = [
      ['curator', 'demo'],
      ['administrator', 'demo'],
    ] as const
    expect(await signingIn({ demo: true }, published)).to.deep.equal([200, 200])
    expect(await signingIn({ demo: false }, published)).to.deep.equal([401, 401])
    const own = { demo: false, administratorPassword: OWN }
    expect(await signingIn(own, [...published, ['administrator', OWN]])).to.deep.equal([401, 401, 200])
    expect(await signingIn({ ...own, administratorPassword: 'another long password' }, [['administrator', OWN]])).to.deep.equal([200])
  })

  it('ends the sessions of demo mode when demo mode is over', async () => {
    const within = async (demo: boolean, cookie: string | null): Promise<readonly [number, string]> => {
      const settings = settingsOf({ demo })
      const app = await consoleOf(settings, { store, metrics: async () => '', log: logger(settings, 'test') })
      const signedIn = await app.inject({ method: 'POST', url: '/api/sign-in', payload: { login: 'curator', password: 'demo' } })
      const own = cookie ?? String(signedIn.headers['set-cookie']).split(';')[0] ?? ''
      const { statusCode } = await app.inject({ method: 'GET', url: '/api/session', headers: { cookie: own } })
      await app.close()
      return [statusCode, own]
    }
    const [open, cookie] = await within(true, null)
    expect([open, (await within(false, cookie))[0], (await within(true, cookie))[0]]).to.deep.equal([200, 401, 200])
  })
})
