import { expect } from 'chai'
import { boardAsked } from '../../../console/web/board/asked-board.ts'
import { NO_FILTERS } from '../../../console/web/board/filters.ts'
import { askedAt, fieldsAsked, keptAsked } from '../../../console/web/shell/asked.ts'
import { bodyOf, type Field } from '../../../console/web/decide/act-fields.ts'
import { safeUrl } from '../../../console/web/parts/safe-url.ts'
import { addressText, parseAddress, placeOf } from '../../../console/web/shell/address.state.ts'
import { BOARDS, isBoard, SCREENS_OF_ROLE } from '../../../console/web/shell/screens.ts'
import { VIEWS_OF_SCREEN } from '../../../console/web/board/views.ts'
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

describe('a link of a colleague', () => {
  const caseId = 'case:vk:wall:-1_2'
  it('opens its case on the first board of whoever has not its screen', () => {
    expect(placeOf(SCREENS_OF_ROLE.executor, { screen: 'queue', caseId })).to.deep.equal({ screen: 'tasks', caseId })
    expect(placeOf(SCREENS_OF_ROLE.analyst, { screen: 'tasks', caseId })).to.deep.equal({ screen: 'queue', caseId })
  })
  it('opens the first screen where it names no case', () => {
    expect(placeOf(SCREENS_OF_ROLE.analyst, { screen: 'tasks', caseId: null })).to.deep.equal({ screen: 'archive', caseId: null })
    expect(placeOf(SCREENS_OF_ROLE.curator, { screen: null, caseId: null })).to.deep.equal({ screen: 'queue', caseId: null })
  })
  it('is followed as it is by whoever has its screen', () => {
    expect(placeOf(SCREENS_OF_ROLE.curator, { screen: 'approvals', caseId })).to.deep.equal({ screen: 'approvals', caseId })
  })
  it('opens on a board whatever the role is', () => {
    expect(Object.keys(VIEWS_OF_SCREEN)).to.have.members([...BOARDS])
    for (const screens of Object.values(SCREENS_OF_ROLE)) expect(screens.some(isBoard)).to.equal(true)
  })
})

describe('what a screen was asked for', () => {
  const asking = { screen: 'queue', personId: 'anna' } as const
  const state = keptAsked(asking, { view: 'open', q: 'Петрова' })
  it('is known again to the same person on the same screen', () => {
    expect(askedAt(state, asking)).to.deep.equal({ view: 'open', q: 'Петрова' })
  })
  it('is nothing to another person, to another screen and where nothing was kept', () => {
    for (const other of [{ ...asking, personId: 'boris' }, { ...asking, personId: null }, { ...asking, screen: 'tasks' } as const])
      expect(askedAt(state, other)).to.equal(null)
    for (const foreign of [null, 7, { asked: {} }, { ...asking, asked: null }]) expect(askedAt(foreign, asking)).to.equal(null)
  })
  it('fills the fields that there are', () => {
    expect(fieldsAsked({ q: '', platform: '' }, { q: 'яма', view: 'open' })).to.deep.equal({ q: 'яма', platform: '' })
  })
  it('is a view the screen has, or nothing', () => {
    const views = VIEWS_OF_SCREEN.queue ?? []
    expect(boardAsked(views, { view: 'open', importance: 'high' })).to.deep.equal({
      view: views.find(({ id }) => id === 'open'),
      filters: { ...NO_FILTERS, importance: 'high' },
    })
    expect(boardAsked(views, { view: 'gone' })).to.equal(null)
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
