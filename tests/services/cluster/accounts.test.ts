import { rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Fleet, fleet } from './fleet.ts'

const [FIRST, SECOND] = ['the first long password', 'the second long password']

describe('otklik accounts beside running consoles', function () {
  this.timeout(120_000)
  const file = join(tmpdir(), `otklik-second-password-${process.pid}`)
  let all: Fleet
  before(async () => {
    writeFileSync(file, SECOND)
    all = await fleet({ OTKLIK_DEMO: 'false', OTKLIK_ADMINISTRATOR_PASSWORD: FIRST })
  })
  after(async () => {
    rmSync(file)
    await all.dispose()
  })

  /** What signing in comes to, and what the session that it gave is worth later. */
  async function entered(url: string, password: string) {
    const body = JSON.stringify({ login: 'administrator', password })
    const answer = await fetch(`${url}/api/sign-in`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
    return { status: answer.status, still: async (at: string) => (await fetch(`${at}/api/session`, { headers: { cookie } })).status }
  }

  it('ends sessions and an old password at once, in every console, however young the session is', async () => {
    const [one, other] = [await all.start(['console']), await all.start(['console'])]
    const begun = await Promise.all([one, other].map(({ url }) => entered(url, FIRST)))
    expect(begun.map(({ status }) => status)).to.deep.equal([200, 200])
    const { code, err } = await all.cli(['accounts', 'password', 'administrator', '--password-file', file])
    expect(code, err).to.equal(0)
    for (const { url } of [one, other]) {
      expect(await Promise.all(begun.map(({ still }) => still(url)))).to.deep.equal([401, 401])
      expect([(await entered(url, FIRST)).status, (await entered(url, SECOND)).status]).to.deep.equal([401, 200])
    }
  })
})
