import { expect } from 'chai'
import fc from 'fast-check'
import { showAnew } from '../../../console/web/board/board-reader.ts'
import { board } from '../../../console/web/board/board.state.ts'
import type { View } from '../../../console/web/board/views.ts'
import { caseEntry, isGone, loseCase, putRow } from '../../../console/web/board/cases.state.ts'
import { fitsFilters, isFiltered, NO_FILTERS } from '../../../console/web/board/filters.ts'
import { scrollToShow, visibleRange } from '../../../console/web/board/visible-range.ts'
import type { CaseRow } from '../../../console/web/wire/api-types.ts'
import { effect } from '@preact/signals'

const row: CaseRow = {
  id: 'case:vk:comment:-1_7',
  version: 1,
  state: 'in-review',
  text: 'Яма',
  author: 'А. С.',
  platform: 'vk',
  url: null,
  topicId: 'roads/pothole',
  topicConfidence: 0.9,
  districtId: 'rylsky',
  placeName: null,
  importance: null,
  agencyId: null,
  openedAt: 0,
  createdAt: 0,
  clocks: [],
  returns: 0,
  repeats: 0,
  refusals: 0,
  media: 0,
}

describe('filters', () => {
  it('let every case through when none is set', () => {
    expect(isFiltered(NO_FILTERS)).to.equal(false)
    expect(fitsFilters(row, NO_FILTERS)).to.equal(true)
  })
  it('are none where only blanks were typed', () => {
    expect(isFiltered({ ...NO_FILTERS, q: ' ' })).to.equal(false)
    expect(fitsFilters(row, { ...NO_FILTERS, q: ' ' })).to.equal(true)
  })
  it('compare the topic by its group', () => {
    expect(fitsFilters(row, { ...NO_FILTERS, groupId: 'roads' })).to.equal(true)
    expect(fitsFilters(row, { ...NO_FILTERS, groupId: 'housing' })).to.equal(false)
  })
  it('refuse a case whose importance is not known yet', () => {
    expect(fitsFilters(row, { ...NO_FILTERS, importance: 'high' })).to.equal(false)
  })
  it('count nothing as new while words are searched', () => {
    expect(fitsFilters(row, { ...NO_FILTERS, q: 'яма' })).to.equal(false)
  })
})

describe('visibleRange', () => {
  const viewport = fc.record({
    scrollTop: fc.nat(600_000),
    height: fc.integer({ min: 1, max: 2000 }),
    rowHeight: fc.constant(58),
    count: fc.nat(10_000),
  })
  it('covers what is in sight and stays inside the list', () => {
    fc.assert(
      fc.property(viewport, (view) => {
        const { first, end } = visibleRange(view)
        expect(first).to.be.within(0, end)
        expect(end).to.be.at.most(view.count)
        const top = Math.floor(view.scrollTop / view.rowHeight)
        if (top < view.count) expect(first).to.be.at.most(top)
        expect(end - first).to.be.at.most(Math.ceil(view.height / view.rowHeight) + 14)
      }),
    )
  })
  it('does not scroll for a row that is in sight', () => {
    expect(scrollToShow(3, { scrollTop: 58, height: 580, rowHeight: 58, count: 100 })).to.equal(58)
  })
  it('scrolls as little as shows the row whole', () => {
    expect(scrollToShow(0, { scrollTop: 58, height: 580, rowHeight: 58, count: 100 })).to.equal(0)
    expect(scrollToShow(20, { scrollTop: 0, height: 580, rowHeight: 58, count: 100 })).to.equal(638)
  })
})

describe('caseEntry', () => {
  it('draws a reader again when the case it asked for becomes known', () => {
    const seen: boolean[] = []
    const stop = effect(() => void seen.push(caseEntry(row.id)?.value !== undefined))
    putRow(row)
    stop()
    expect(seen).to.deep.equal([false, true])
  })
})

describe('a row of a list', () => {
  const REVIEW = { states: new Set(['in-review'] as const) }
  const gone = (): boolean | undefined => {
    const entry = caseEntry(row.id)?.value
    return entry && isGone(entry, REVIEW)
  }
  it('is greyed while the case is out of the view, and no longer', () => {
    putRow({ ...row, state: 'detected' })
    expect(gone()).to.equal(true)
    putRow(row)
    expect(gone()).to.equal(false)
  })
  it('is greyed, and its card gone, while the case is not ours', () => {
    loseCase(row.id)
    expect([gone(), caseEntry(row.id)?.value.card]).to.deep.equal([true, null])
    putRow(row)
    expect(gone()).to.equal(false)
  })
})

describe('a list that is read anew', () => {
  const REVIEW: View = { id: 'review', ask: 'review', state: null, states: new Set(['in-review']) }
  const rows = ['a', 'b', 'c'].map((id) => ({ ...row, id }))
  const pageOf = (...ids: string[]) => ({ items: rows.filter(({ id }) => ids.includes(id)), next: null, total: ids.length, serverTime: 0 })
  const chosen = (id: string | null) => {
    const own = board(REVIEW)
    own.ids.value = ['a', 'b', 'c']
    own.selectedId.value = id
    return own
  }

  it('goes on to the next case where somebody asked for it and the chosen one has left', () => {
    const own = chosen('b')
    showAnew(own, pageOf('a', 'c'), 'place')
    expect(own.selectedId.value).to.equal('c')
  })
  it('stays on the case somebody may be writing on where others made it be read', () => {
    const own = chosen('b')
    showAnew(own, pageOf('a', 'c'), 'case')
    expect([own.ids.value.join(), own.selectedId.value]).to.deep.equal(['a,c', 'b'])
  })
  it('chooses the first case where none was chosen', () => {
    const own = chosen(null)
    showAnew(own, pageOf('a', 'c'), 'case')
    expect(own.selectedId.value).to.equal('a')
  })
})

describe('a return that was taken before', () => {
  const TASKS: View = { id: 'tasks', ask: 'tasks', state: null, states: new Set(['offered', 'in-work']) }

  it('takes the row and what is known of the case, and leaves nothing half of it', () => {
    const given = { ...row, id: 'case:vk:comment:-1_8', state: 'offered' as const }
    putRow(given)
    const own = board(TASKS)
    own.ids.value = [given.id, 'b']
    own.selectedId.value = given.id
    own.decided({ id: given.id, state: 'returned', clocks: [] })
    expect([own.ids.value, own.selectedId.value]).to.deep.equal([['b'], 'b'])
    expect(caseEntry(given.id)?.value).to.deep.equal({ row: given, card: null, stale: false, lost: true })
  })
})

describe('a decision on its way', () => {
  const REVIEW: View = { id: 'review', ask: 'review', state: null, states: new Set(['in-review']) }
  const listed = () => {
    const own = board(REVIEW)
    own.ids.value = ['a', 'b', 'c']
    own.total.value = 3
    own.selectedId.value = 'b'
    return own
  }
  const atRest = (): boolean => false
  const shown = ({ ids, total, selectedId }: ReturnType<typeof board>) => [ids.value.join(), total.value, selectedId.value]

  it('goes on to the next case before the answer', () => {
    const own = listed()
    own.goOn('b', 'detected', atRest)
    expect(shown(own)).to.deep.equal(['a,c', 2, 'c'])
  })
  it('comes back to its place, chosen, when it was refused', () => {
    const own = listed()
    own.goOn('b', 'detected', atRest)()
    expect(shown(own)).to.deep.equal(['a,b,c', 3, 'b'])
  })
  it('comes back to its place and takes nobody away from the case they went on to, or are writing on', () => {
    const goneOn = listed()
    const comeBack = goneOn.goOn('b', 'detected', atRest)
    goneOn.choose('a')
    comeBack()
    expect(shown(goneOn)).to.deep.equal(['a,b,c', 3, 'a'])
    const writing = listed()
    writing.goOn('b', 'detected', () => true)()
    expect(shown(writing)).to.deep.equal(['a,b,c', 3, 'c'])
  })
  it('chooses the last one again of two that were refused one after the other', () => {
    const own = listed()
    const first = own.goOn('b', 'detected', atRest)
    const second = own.goOn('c', 'detected', atRest)
    first()
    second()
    expect(own.selectedId.value).to.equal('c')
  })
  it('stays where its new state belongs to the view', () => {
    const own = listed()
    own.goOn('b', 'in-review', atRest)()
    expect(shown(own)).to.deep.equal(['a,b,c', 3, 'b'])
  })
  it('does not come back into a view that was opened since', () => {
    const own = listed()
    const comeBack = own.goOn('b', 'detected', atRest)
    own.view.value = { ...REVIEW, id: 'open' }
    comeBack()
    expect(own.ids.value.join()).to.equal('a,c')
  })
})
