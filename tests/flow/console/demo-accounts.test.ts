import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type IncomingMessage, request, type RequestOptions } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { buildWhenStale } from '../../../app/build.ts'
import { consoleOf } from '../../../app/console.ts'
import { logger } from '../../../app/logger.ts'
import { openFolder } from '../../../app/open-store.ts'
import { loadRegion } from '../../../config/load-region.ts'
import { loadSettings } from '../../../config/load-settings.ts'
import type { Store } from '../../../core/store.ts'

/** What a request ends with; unlike `fetch` it may name any host. */
async function statusOf(options: RequestOptions): Promise<number | undefined> {
  const [response] = (await once(request(options).end(), 'response')) as [IncomingMessage]
  response.resume()
  return response.statusCode
}

describe('A folder that demo mode has used', function () {
  this.timeout(60_000)
  const folder = mkdtempSync(join(tmpdir(), 'otklik-demo-'))
  const OWN = 'a long password of our own'
  let store: Store
  before(async () => {
    await buildWhenStale(loadRegion('kursk'), logger(settingsOf({ demo: true }), 'test'))
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

  it('answers in demo mode under the names of this machine only, so that no page elsewhere leads its own name here', async () => {
    const answered = async (demo: boolean, hosts: readonly string[]): Promise<readonly (number | undefined)[]> => {
      const settings = settingsOf({ demo })
      const app = await consoleOf(settings, { store, metrics: async () => '', log: logger(settings, 'test') })
      await app.listen({ host: '127.0.0.1', port: 0 })
      const { port } = app.server.address() as AddressInfo
      const statuses: (number | undefined)[] = []
      for (const host of hosts)
        for (const path of ['/api/sign-in-options', '/metrics', '/'])
          statuses.push(await statusOf({ host: '127.0.0.1', port, path, headers: { host } }))
      await app.close()
      return [...new Set(statuses)]
    }
    const foreign = ['evil.example', 'evil.example:8080', '127.0.0.1.evil.example', 'localhost.evil.example:80', '[::2]']
    expect(await answered(true, foreign)).to.deep.equal([421])
    expect(await answered(true, ['127.0.0.1', '127.0.0.1:9999', 'localhost', 'LOCALHOST:1', '[::1]', '[::1]:8080'])).to.deep.equal([200])
    expect(await answered(false, ['otklik.example'])).to.deep.equal([200])
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
