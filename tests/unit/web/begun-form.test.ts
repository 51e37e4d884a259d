import { expect } from 'chai'
import type { Field } from '../../../console/web/decide/act-fields.ts'
import { beginning, forgetBegun, keepRefused, keepTyped } from '../../../console/web/decide/begun-form.ts'

const field = (name: string, kind: Field['kind'], initial: string): Field => ({
  name,
  kind,
  label: name,
  initial,
  optional: true,
  options: [],
})
const FIELDS = [field('ground', 'select', 'advertising'), field('reason', 'area', '')]

describe('a form that was closed before it was sent', () => {
  const place = { caseId: 'case:1', act: 'refuse' } as const
  afterEach(() => forgetBegun(place))

  it('begins with the words that were typed, and with what is suggested where something was chosen', () => {
    keepTyped(place, FIELDS, { values: { ground: 'other', reason: 'Нет адреса' }, key: 'one' })
    expect(beginning(place, FIELDS).values).to.deep.equal({ ground: 'advertising', reason: 'Нет адреса' })
  })
  it('is of its act and its case', () => {
    keepTyped(place, FIELDS, { values: { ground: 'other', reason: 'Нет адреса' }, key: 'one' })
    for (const other of [
      { ...place, caseId: 'case:2' },
      { ...place, act: 'comment' as const },
    ])
      expect(beginning(other, FIELDS).values['reason']).to.equal('')
  })
  it('has the same key only where it says the same: nobody may know what came of it', () => {
    keepTyped(place, FIELDS, { values: { ground: 'advertising', reason: 'Нет адреса' }, key: 'one' })
    expect(beginning(place, FIELDS).key).to.equal('one')
    keepTyped(place, FIELDS, { values: { ground: 'other', reason: 'Нет адреса' }, key: 'two' })
    expect(beginning(place, FIELDS).key).to.match(/^[0-9a-f]{32}$/)
  })
  it('begins with all that was refused, an answer left empty included', () => {
    keepRefused(place, { ground: 'other', reason: null, key: 'one' })
    const { values, key } = beginning(place, FIELDS)
    expect(values).to.deep.equal({ ground: 'other', reason: '' })
    expect(key).not.to.equal('one')
  })
  it('is forgotten once it was sent', () => {
    keepTyped(place, FIELDS, { values: { ground: 'other', reason: 'Нет адреса' }, key: 'one' })
    forgetBegun(place)
    expect(beginning(place, FIELDS).values['reason']).to.equal('')
  })
})
