import { expect } from 'chai'
import { bodyOf, type Field } from '../../../console/web/decide/act-fields.ts'
import { safeUrl } from '../../../console/web/parts/safe-url.ts'
import { addressText, parseAddress } from '../../../console/web/shell/address.state.ts'
import { instantOfLocal } from '../../../console/web/shell/local-time.ts'
import { serverClock } from '../../../console/web/shell/server-clock.ts'
import { actProblem } from '../../../console/web/wire/act-problem.ts'
import { ApiError, queryString } from '../../../console/web/wire/api.ts'
import { parseBeat, parseLiveEvent } from '../../../console/web/wire/live-words.ts'

const MOSCOW = 'Europe/Moscow'

describe('address', () => {
  it('carries a case id with colons and slashes there and back', () => {
    const id = 'case:telegram:1234/56'
    expect(parseAddress(addressText('queue', id))).to.deep.equal({ screen: 'queue', caseId: id })
  })
  it('is nothing for what is not a screen', () => {
    expect(parseAddress('#/nowhere/case%3A1')).to.deep.equal({ screen: null, caseId: null })
    expect(parseAddress('#/queue/%E0%A4%A')).to.deep.equal({ screen: 'queue', caseId: null })
  })
})

describe('instantOfLocal', () => {
  it("reads a time on the region's clock", () => {
    expect(instantOfLocal('2026-03-17T14:32', MOSCOW)).to.equal(Date.UTC(2026, 2, 17, 11, 32))
  })
  it('reads right after a change of the clock', () => {
    expect(instantOfLocal('2026-03-29T03:30', 'Europe/Berlin')).to.equal(Date.UTC(2026, 2, 29, 1, 30))
  })
  it('is not a number for what is not a time', () => {
    expect(instantOfLocal('yesterday', MOSCOW)).to.be.NaN
  })
})

describe("the server's clock", () => {
  const clock = (wallAt: number) => {
    const at = { wall: wallAt, steady: 5 }
    const server = serverClock(
      () => at.wall,
      () => at.steady,
    )
    const pass = (ms: number): void => void ((at.wall += ms), (at.steady += ms))
    return { at, server, pass }
  }
  it('is shown by a computer whose own clock is wrong', () => {
    const { server, pass } = clock(1_000_000)
    server.said(7_000_000)
    pass(500)
    expect([server.now(), server.hasJumped()]).to.deep.equal([7_000_500, false])
  })
  it('has to be asked for anew once the clock of the computer was put right, either way', () => {
    for (const jumpMs of [3_600_000, -3_600_000]) {
      const { at, server, pass } = clock(50_000_000)
      server.said(50_000_000)
      at.wall += jumpMs
      expect(server.hasJumped()).to.equal(true)
      server.said(50_000_000)
      pass(1000)
      expect([server.now(), server.hasJumped()]).to.deep.equal([50_001_000, false])
    }
  })
  it('does not go back for a word that was long on its way', () => {
    const { server } = clock(1_000_000)
    server.said(7_000_000)
    server.saidLately(6_000_000)
    expect(server.now()).to.equal(7_000_000)
    server.saidLately(7_000_100)
    expect(server.now()).to.equal(7_000_100)
  })
})

describe('bodyOf', () => {
  const field = (name: string, kind: Field['kind']): Field => ({ name, kind, label: name, initial: '', optional: true, options: [] })
  it('sends null for what was left empty, but a reason as it is', () => {
    expect(bodyOf([field('placeName', 'text'), field('reason', 'area')], {}, MOSCOW)).to.deep.equal({ placeName: null, reason: '' })
  })
  it('sends a time as an instant, and none when it was not given', () => {
    expect(bodyOf([field('publishedAt', 'time')], { publishedAt: '2026-03-17T14:32' }, MOSCOW)).to.deep.equal({
      publishedAt: Date.UTC(2026, 2, 17, 11, 32),
    })
    expect(bodyOf([field('publishedAt', 'time')], {}, MOSCOW)).to.deep.equal({})
  })
  it('sends a tick as a truth value', () => {
    expect(bodyOf([field('curatorConsent', 'check')], { curatorConsent: 'on' }, MOSCOW)).to.deep.equal({ curatorConsent: true })
  })
})

describe('wire', () => {
  it('asks only for what is set', () => {
    expect(queryString({ view: 'review', q: '', after: null })).to.equal('?view=review')
    expect(queryString({})).to.equal('')
  })
  it('lets only web addresses become links', () => {
    expect(safeUrl('https://vk.com/wall-1_2')).to.equal('https://vk.com/wall-1_2')
    expect(safeUrl('javascript:alert(1)')).to.equal(null)
  })
  it('says that the outcome is unknown only where it is', () => {
    for (const status of [0, 502, 504]) expect(actProblem(new ApiError('network', status, null))).to.contain('неизвестно')
    expect(actProblem(new ApiError('draft-changed', 409, null))).not.to.contain('неизвестно')
  })
  it('drops news it cannot read', () => {
    expect(parseLiveEvent('{"caseId":1}')).to.equal(null)
    expect(parseLiveEvent('{')).to.equal(null)
    for (const data of ['{"serverTime":1}', '{', 'null', undefined]) expect(parseBeat(data)).to.equal(null)
  })
})
