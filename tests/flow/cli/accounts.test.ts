import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { openFolder } from '../../../app/open-store.ts'
import { ensureAccount, verifyPassword } from '../../../app/accounts.ts'
import { loadRegion } from '../../../config/load-region.ts'
import type { Account } from '../../../core/actor.ts'
import { ran } from './ran.ts'

const PASSWORD = 'a password of some length'

describe('otklik accounts', function () {
  this.timeout(60_000)
  const folder = mkdtempSync(join(tmpdir(), 'otklik-accounts-'))
  const [data, file] = [join(folder, 'data'), join(folder, 'password')]
  before(() => writeFileSync(file, `\uFEFF${PASSWORD}\r\nnot part of it\n`))
  after(() => rmSync(folder, { recursive: true, force: true }))

  const accounts = (words: string, input = '') => ran(['accounts', ...words.split(' '), '--data', data], { input })
  const stored = async (login: string): Promise<Account> => {
    const store = await openFolder({ data })
    const found = await store.documents.get<Account>('accounts', `account:${login}`)
    await store.close()
    return found!.value
  }

  it('adds, lists and disables, and shows neither password nor hash', async () => {
    const runs = [
      accounts(`add ivanova --name Иванова --role curator --password-file ${file}`),
      accounts('add petrov --name Петров --role executor --agency min-transport --password-file -', `${PASSWORD}\n`),
      accounts('disable petrov --json'),
      accounts('list --json'),
      accounts('list'),
    ]
    expect(runs.map(({ code, err }) => ({ code, err }))).to.deep.equal(runs.map(() => ({ code: 0, err: '' })))
    for (const { out } of runs) expect(out).not.to.match(/password|argon2/i)
    const [, , , listed] = runs
    expect(
      listed!.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
    ).to.containSubset([
      { login: 'ivanova', name: 'Иванова', role: 'curator', agencyId: null, disabledAt: null },
      { login: 'petrov', name: 'Петров', role: 'executor', agencyId: 'min-transport' },
    ])
    expect(await verifyPassword(await stored('ivanova'), PASSWORD)).to.equal(true)
    expect(await verifyPassword(await stored('petrov'), PASSWORD)).to.equal(true)
    expect((await stored('petrov')).disabledAt).to.be.a('number')
  })

  it('changes a password, and lets in again', async () => {
    expect(accounts('password petrov --password-file -', `${PASSWORD} anew`).code).to.equal(0)
    expect(accounts('enable petrov').code).to.equal(0)
    const petrov = await stored('petrov')
    expect(await verifyPassword(petrov, `${PASSWORD} anew`)).to.equal(true)
    expect(petrov.disabledAt).to.equal(null)
  })

  it('changes name, role and agency: who gets a role of the whole region has no agency any more', async () => {
    const of = ({ name, role, agencyId }: Account): unknown[] => [name, role, agencyId]
    expect(accounts('change petrov --role official').code).to.equal(0)
    expect(of(await stored('petrov'))).to.deep.equal(['Петров', 'official', 'min-transport'])
    expect(accounts('change petrov --name Петров-Водкин --role analyst').out).to.equal('petrov  analyst  -  Петров-Водкин\n')
    expect(of(await stored('petrov'))).to.deep.equal(['Петров-Водкин', 'analyst', null])
    expect(accounts('change petrov --role executor --agency min-transport').code).to.equal(0)
    expect(of(await stored('petrov'))).to.deep.equal(['Петров-Водкин', 'executor', 'min-transport'])
    expect(await verifyPassword(await stored('petrov'), `${PASSWORD} anew`)).to.equal(true)
  })

  it('tells which are left of demo mode', async () => {
    const [left] = loadRegion('kursk').demoAccounts.accounts
    const store = await openFolder({ data })
    await ensureAccount(store, left!)
    await store.close()
    const lines = accounts('list --json').out.trim().split('\n')
    const demo = lines.map((line) => JSON.parse(line) as { login: string; demo: boolean }).filter((one) => one.demo)
    expect(demo.map(({ login }) => login)).to.deep.equal([left!.login])
    expect(accounts(`disable ${left!.login}`).out).to.match(/\(disabled .*\) {2}\(demo mode only\)/)
  })

  it('names what is wrong, never the password', () => {
    const wrong: readonly (readonly [words: string, said: RegExp, code: number])[] = [
      [`add ivanova --name И --role curator --password-file ${file}`, /an account ivanova already/, 1],
      [`add Ivanova --name И --role curator --password-file ${file}`, /login: small Latin letters/, 1],
      [`add kotov --role curator --password-file ${file}`, /name: is missing/, 1],
      [`add kotov --name К --role boss --password-file ${file}`, /role: is one of curator, executor/, 1],
      [`add kotov --name К --role executor --password-file ${file}`, /agencyId: belongs to the roles executor and official/, 1],
      [`add kotov --name К --role curator --agency min-transport --password-file ${file}`, /agencyId: belongs to/, 1],
      [`add kotov --name К --role executor --agency min-moon --password-file ${file}`, /no agency min-moon, but min-transport/, 1],
      ['add kotov --name К --role curator --password-file /nowhere', /--password-file \/nowhere does not exist/, 1],
      ['add kotov --name К --role curator', /--password-file FILE/, 2],
      ['disable nobody', /no account nobody/, 1],
      [`disable ivanova --password-file ${file}`, /disable takes no --password-file/, 2],
      ['change petrov', /say what to change: --name, --role or --agency/, 2],
      ['change petrov --role boss', /role: is one of curator, executor/, 1],
      ['change petrov --role analyst --agency min-transport', /agencyId: belongs to/, 1],
      ['change ivanova --role official', /agencyId: belongs to the roles executor and official/, 1],
      ['change petrov --agency min-moon', /no agency min-moon, but min-transport/, 1],
      [`change petrov --name П --password-file ${file}`, /change takes no --password-file/, 2],
      ['list ivanova', /list takes no login/, 2],
      ['forget ivanova', /say list, add, change, password, disable or enable/, 2],
      ['add', /name the login to add/, 2],
    ]
    for (const [words, said, code] of wrong) {
      const run = accounts(words)
      expect(run.err, words).to.match(said).and.not.include(PASSWORD)
      expect(run.code, words).to.equal(code)
    }
    expect(accounts('password ivanova --password-file -', 'too-short').err).to.match(/password: has at least 12 letters/)
    const short = accounts('add kotov --name К --role curator --password-file -', 'too-short')
    expect(short.err)
      .to.match(/password: has at least 12 letters/)
      .and.not.include('too-short')
  })
})
