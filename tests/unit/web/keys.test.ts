import { expect } from 'chai'
import { ACT_KEYS } from '../../../console/web/decide/act-keys.ts'
import { actOf, capOf, KEYS } from '../../../console/web/keys/keys.ts'
import { en } from '../../../console/web/text/en.ts'
import { ru } from '../../../console/web/text/ru.ts'
import { ROLES } from '../../../core/actor.ts'
import { CASE_STATES } from '../../../core/case.ts'
import { allowedCommands } from '../../../sla-engine/authority.ts'
import { person, story } from '../../builders/case.ts'

const press = (code: string, held: Partial<Record<'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey' | 'repeat', boolean>> = {}) => ({
  code,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  repeat: false,
  ...held,
})

describe('keys', () => {
  it('are told by their place, so that the layout does not matter', () => {
    expect(actOf(press('KeyJ'), true)).to.equal('next')
    expect(actOf(press('KeyY'), true)).to.equal('detect')
  })
  it('tell search from help by Shift', () => {
    expect(actOf(press('Slash'), true)).to.equal('search')
    expect(actOf(press('Slash', { shiftKey: true }), true)).to.equal('help')
  })
  it('leave chords to the browser', () => {
    for (const held of ['ctrlKey', 'metaKey', 'altKey'] as const) expect(actOf(press('KeyR', { [held]: true }), true)).to.equal(null)
  })
  it('act once however long they are held, and only move on', () => {
    const going = KEYS.filter(({ code, shift }) => actOf(press(code, { repeat: true, shiftKey: shift ?? false }), true) !== null)
    expect(going.map(({ code }) => code)).to.deep.equal(['KeyJ', 'ArrowDown', 'KeyK', 'ArrowUp'])
  })
  it('are silent as single letters when switched off, and keep the arrows', () => {
    expect(actOf(press('KeyJ'), false)).to.equal(null)
    expect(actOf(press('ArrowDown'), false)).to.equal('next')
    expect(capOf('detect', false)).to.equal(null)
  })
  it('mean one thing each', () => {
    const ids = KEYS.map((key) => `${key.code} ${String(key.shift ?? false)}`)
    expect(new Set(ids).size).to.equal(ids.length)
  })
  it('mean one act each, whoever looks at a case in whatever state', () => {
    for (const state of CASE_STATES) {
      for (const role of ROLES) {
        const allowed = allowedCommands(person(role, 'roads'), { ...story('17.03.2026 10:00').current, state, agencyId: 'roads' })
        const keys = ACT_KEYS.filter(({ act }) => allowed.includes(act)).map(({ key }) => key)
        expect(keys, `${role}, ${state}`).to.deep.equal([...new Set(keys)])
      }
    }
  })
  it('have their words in both languages', () => {
    for (const { act } of KEYS) expect([ru.keys[act], en.keys[act]].every((words) => words.length > 0)).to.equal(true)
  })
})
