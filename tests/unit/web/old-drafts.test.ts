import { expect } from 'chai'
import { forgetIfOver, forgetOldDrafts } from '../../../console/web/draft/old-drafts.ts'

const NOW = 1_700_000_000_000
const DAY_MS = 24 * 3_600_000

function storage(values: Readonly<Record<string, unknown>>) {
  const kept = new Map(Object.entries(values).map(([key, value]) => [key, JSON.stringify(value)]))
  return {
    kept,
    get length() {
      return kept.size
    },
    key: (index: number) => [...kept.keys()][index] ?? null,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  }
}

describe('drafts that nobody needs any more', () => {
  it('go once nobody has written on them for thirty days, whoever wrote them', () => {
    const there = storage({
      'otklik.draft.account:1.case:1': { text: 'Старое', at: NOW - 31 * DAY_MS },
      'otklik.draft.account:2.case:2': { text: 'Чужое', at: NOW - 31 * DAY_MS },
      'otklik.draft.account:1.case:3': { text: 'Новое', at: NOW - DAY_MS },
      'otklik.language': 'ru',
    })
    forgetOldDrafts(there, NOW)
    expect([...there.kept.keys()]).to.deep.equal(['otklik.draft.account:1.case:3', 'otklik.language'])
  })
  it('are given thirty days where an earlier release kept them without a date', () => {
    const there = storage({ 'otklik.draft.account:1.case:1': { version: null, text: 'Без даты' } })
    forgetOldDrafts(there, NOW)
    expect(JSON.parse([...there.kept.values()][0]!)).to.deep.equal({ version: null, text: 'Без даты', at: NOW })
    forgetOldDrafts(there, NOW + 31 * DAY_MS)
    expect(there.kept.size).to.equal(0)
  })
  it('go with their case, once somebody else has answered it', () => {
    const there = storage({ 'otklik.draft.account:1.case:1': { text: 'Моё', at: NOW } })
    const place = { personId: 'account:1', caseId: 'case:1' }
    forgetIfOver(there, place, 'on-approval')
    expect(there.kept.size).to.equal(1)
    forgetIfOver(there, place, 'closed')
    expect(there.kept.size).to.equal(0)
  })
})
