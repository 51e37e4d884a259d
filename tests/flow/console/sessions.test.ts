import { expect } from 'chai'
import type { Account } from '../../../core/actor.ts'
import { offered, PASSWORD, servedConsole } from './served-console.ts'

describe('Signing in to the console', function () {
  this.timeout(60_000)
  const { ask, signIn, store } = servedConsole(offered(), ['curator', 'analyst'])

  it('keeps passwords as argon2id only', async () => {
    const accounts = await store().documents.query<Account>({ collection: 'accounts', limit: 100 })
    expect(accounts.items.length).to.be.greaterThan(1)
    for (const { value } of accounts.items) expect(value.passwordHash).to.match(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })

  it('answers alike for a wrong name and a wrong password', async () => {
    const answers = await Promise.all(['curator', 'nobody'].map((login) => ask('POST /api/sign-in', {}, { login, password: 'wrong' })))
    expect(answers.map((one) => [one.statusCode, one.json()])).to.deep.equal([
      [401, { error: 'wrong-login', details: {} }],
      [401, { error: 'wrong-login', details: {} }],
    ])
  })

  it('ends a session at sign-out', async () => {
    const once = await signIn('analyst')
    await ask('POST /api/sign-out', once)
    expect((await ask('GET /api/session', once)).statusCode).to.equal(401)
  })

  it('gives no session cookie to scripts or to other sites', async () => {
    const response = await ask('POST /api/sign-in', {}, { login: 'curator', password: PASSWORD })
    expect(String(response.headers['set-cookie']))
      .to.match(/HttpOnly/)
      .and.match(/SameSite=Strict/)
  })

  it('counts wrong passwords by address, whatever session they claim', async () => {
    const statuses: number[] = []
    for (let claim = 0; claim < 40; claim += 1) {
      const headers = { cookie: `otklik-session=${claim}` }
      statuses.push((await ask('POST /api/sign-in', headers, { login: 'curator', password: 'wrong' })).statusCode)
    }
    expect(new Set(statuses)).to.deep.equal(new Set([401, 429]))
  })

  it('believes nobody who says that he speaks for another address', async () => {
    const statuses: number[] = []
    for (let stranger = 0; stranger < 40; stranger += 1) {
      const headers = { 'x-forwarded-for': `203.0.113.${stranger}` }
      statuses.push((await ask('POST /api/sign-in', headers, { login: 'curator', password: 'wrong' })).statusCode)
    }
    expect(statuses).to.include(429)
  })
})

describe('Signing in through a proxy that is trusted', function () {
  this.timeout(60_000)
  const { ask, enrol } = servedConsole(offered(), [], { trustedProxies: ['127.0.0.0/8'] })
  const guess = (stranger: number, login: string) =>
    ask('POST /api/sign-in', { 'x-forwarded-for': `198.51.100.${stranger}` }, { login, password: 'wrong' })

  it('counts the wrong passwords of each address behind it', async () => {
    const statuses: number[] = []
    for (let stranger = 0; stranger < 40; stranger += 1) {
      const headers = { 'x-forwarded-for': `203.0.113.${stranger}` }
      statuses.push((await ask('POST /api/sign-in', headers, { login: 'curator', password: 'wrong' })).statusCode)
    }
    expect(new Set(statuses)).to.deep.equal(new Set([401]))
  })

  it('rests a login that is guessed at from many addresses, and nobody else’s', async () => {
    const statuses: number[] = []
    for (let stranger = 0; stranger < 60; stranger += 1) statuses.push((await guess(stranger, 'guessed')).statusCode)
    expect(statuses).to.deep.equal([...Array.from({ length: 50 }, () => 401), ...Array.from({ length: 10 }, () => 429)])
    expect((await guess(60, 'another')).statusCode).to.equal(401)
  })

  it('counts the tries that are made at once', async () => {
    const guesses = Array.from({ length: 120 }, (_, stranger) => guess(stranger, 'guessed-at-once'))
    const statuses = (await Promise.all(guesses)).map(({ statusCode }) => statusCode)
    expect(statuses.filter((status) => status === 401)).to.have.length(50)
    expect(statuses.filter((status) => status === 429)).to.have.length(70)
  })

  it('does not count the right password, however often it is given', async () => {
    await enrol('curator', 'curator', null)
    const signIn = (place: number) =>
      ask('POST /api/sign-in', { 'x-forwarded-for': `192.0.2.${place}` }, { login: 'curator', password: PASSWORD })
    for (let place = 0; place < 60; place += 1) expect((await signIn(place)).statusCode).to.equal(200)
  })
})

describe('The general limit of calls', function () {
  this.timeout(60_000)
  const { ask, as } = servedConsole(offered(), ['curator'])

  it('counts a made-up session by its address, and one that holds by itself', async () => {
    const session = async (headers: Readonly<Record<string, string>>) => (await ask('GET /api/session', headers)).statusCode
    expect(await session(as('curator'))).to.equal(200)
    const statuses: number[] = []
    for (let claim = 0; claim < 1300; claim += 1) statuses.push(await session({ cookie: `otklik-session=${claim}` }))
    expect(new Set(statuses)).to.deep.equal(new Set([401, 429]))
    expect(await session(as('curator'))).to.equal(200)
  })
})
