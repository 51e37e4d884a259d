import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { addAccount, type Change, changePerson, disable, enable, setPassword } from '../../../app/account-changes.ts'
import { ensureAccount } from '../../../app/accounts.ts'
import type { Audited } from '../../../core/audit.ts'
import { Misconfigured } from '../../../core/errors.ts'
import { failure } from '../../contract/subject.ts'
import { offered, servedConsole } from './served-console.ts'

const [FIRST, SECOND] = ['the first long password', 'the second long password']

describe('A change of who may sign in', function () {
  this.timeout(60_000)
  const { ask, signIn, store } = servedConsole(offered(), ['curator'])
  const change = (): Change => ({ actorId: 'command-line', at: Date.now(), sessionMark: randomUUID() })

  const added = (login: string) =>
    addAccount(store(), { login, name: 'Анна Иванова', role: 'curator', agencyId: null, password: FIRST }, change(), [])
  /** Status of signing in, and of asking with the session that it gave. */
  async function entered(login: string, password: string) {
    const answer = await ask('POST /api/sign-in', {}, { login, password })
    const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? ''
    return { status: answer.statusCode, still: async () => (await ask('GET /api/session', { cookie })).statusCode }
  }

  it('lets in whom it has added, and nobody twice', async () => {
    await added('ivanova')
    expect((await entered('ivanova', FIRST)).status).to.equal(200)
    expect(await failure(added('ivanova'))).to.be.instanceOf(Misconfigured)
  })

  it('takes the new password alone, and ends the sessions of the old one', async () => {
    await added('petrova')
    const before = await entered('petrova', FIRST)
    expect(await before.still()).to.equal(200)
    await setPassword(store(), 'petrova', SECOND, change())
    expect(await before.still()).to.equal(401)
    expect((await entered('petrova', FIRST)).status).to.equal(401)
    expect((await entered('petrova', SECOND)).status).to.equal(200)
  })

  it('ends the sessions of who has another role, and tells the audit which', async () => {
    await added('kuznetsova')
    const before = await entered('kuznetsova', FIRST)
    await changePerson(store(), 'kuznetsova', (person) => ({ ...person, role: 'analyst' }), change())
    expect(await before.still()).to.equal(401)
    expect((await entered('kuznetsova', FIRST)).status).to.equal(200)
    const lines = await store().documents.query<Audited>({
      collection: 'audit',
      where: [{ field: 'objectId', is: 'account:kuznetsova' }],
      sort: { field: 'at', order: 'asc' },
      limit: 10,
    })
    const person = { name: 'Анна Иванова', agencyId: null }
    expect(lines.items.map(({ value: { action, became } }) => [action, became])).to.deep.equal([
      ['add-account', { ...person, role: 'curator' }],
      ['change-account', { ...person, role: 'analyst' }],
    ])
  })

  it('keeps out whom it has disabled, also after coming back what was open before', async () => {
    await added('sidorova')
    const before = await entered('sidorova', FIRST)
    await disable(store(), 'sidorova', change())
    expect([await before.still(), (await entered('sidorova', FIRST)).status]).to.deep.equal([401, 401])
    await enable(store(), 'sidorova', change())
    expect([await before.still(), (await entered('sidorova', FIRST)).status]).to.deep.equal([401, 200])
  })

  it('takes over a login that demo mode has left with the password that everybody knows, and no other', async () => {
    const [demo, own] = ['demo-left', 'demo-changed'].map(
      (login) => ({ login, name: 'Д', role: 'analyst', agencyId: null, password: 'demo' }) as const,
    )
    for (const one of [demo!, own!]) await ensureAccount(store(), one)
    await setPassword(store(), own!.login, FIRST, change())
    const wish = { name: 'Анна', role: 'curator', agencyId: null, password: SECOND } as const
    await addAccount(store(), { ...wish, login: demo!.login }, change(), [demo!, own!])
    expect((await entered(demo!.login, SECOND)).status).to.equal(200)
    expect(await failure(addAccount(store(), { ...wish, login: own!.login }, change(), [demo!, own!]))).to.be.instanceOf(Misconfigured)
  })

  it('leaves the sessions of the others alone', async () => {
    const other = await signIn('curator')
    await added('orlova')
    await disable(store(), 'orlova', change())
    expect((await ask('GET /api/session', other)).statusCode).to.equal(200)
  })

  it('is told in the audit, each one, and needs an account to change', async () => {
    await added('kotova')
    await setPassword(store(), 'kotova', SECOND, change())
    await disable(store(), 'kotova', change())
    await enable(store(), 'kotova', change())
    const where = [{ field: 'objectId', is: 'account:kotova' }]
    const lines = await store().documents.query<Audited>({ collection: 'audit', where, limit: 10 })
    expect(lines.items.map(({ value }) => value.action)).to.have.members([
      'add-account',
      'set-password',
      'disable-account',
      'enable-account',
    ])
    expect(await failure(disable(store(), 'nobody', change()))).to.be.instanceOf(Misconfigured)
  })
})
