import { batch, signal } from '@preact/signals'
import { serverSaid } from '../shell/server-time.state.ts'
import type { CaseCard, CasePage } from '../wire/api-types.ts'
import { get } from '../wire/api.ts'
import { putCard, putRow, refreshCase } from './cases.state.ts'
import { type Filters, fitsFilters, isFiltered, NO_FILTERS } from './filters.ts'
import type { View } from './views.ts'

const PAGE_ROWS = 200

export interface LiveCase {
  readonly caseId: string
  readonly state: string
}

/** One list of cases with its view, filters, selection and what has arrived since it was read. */
export type Board = ReturnType<typeof board>

export function board(firstView: View) {
  const state = {
    view: signal(firstView),
    filters: signal<Filters>(NO_FILTERS),
    ids: signal<readonly string[]>([]),
    total: signal(0),
    next: signal<string | null>(null),
    selectedId: signal<string | null>(null),
    /** Cases that would be listed if the list were read again. */
    arrived: signal<ReadonlySet<string>>(new Set()),
    /** Listed cases that others have decided: greyed where they stand, so that nothing moves. */
    gone: signal<ReadonlySet<string>>(new Set()),
    loading: signal(false),
    problem: signal<unknown>(null),
  }
  let reading = 0

  const query = () => ({ view: state.view.value.ask, state: state.view.value.state, ...state.filters.value, limit: PAGE_ROWS })

  /** Reads the list anew; the selection stays on its case, or on its place when the case has left. */
  async function load(): Promise<void> {
    const own = ++reading
    batch(() => {
      state.loading.value = true
      state.problem.value = null
    })
    try {
      const page = await get<CasePage>('/api/cases', query())
      if (own === reading) show(page)
    } catch (problem) {
      if (own === reading) state.problem.value = problem
    } finally {
      if (own === reading) state.loading.value = false
    }
  }

  function show(page: CasePage): void {
    const place = indexOf(state.selectedId.value)
    batch(() => {
      serverSaid(page.serverTime)
      for (const row of page.items) putRow(row)
      state.ids.value = page.items.map((row) => row.id)
      state.next.value = page.next
      state.total.value = page.total
      state.arrived.value = new Set()
      state.gone.value = new Set()
      // A case opened by its link stays chosen although the view does not list it.
      const linked = state.selectedId.value !== null && place === -1
      if (!linked && indexOf(state.selectedId.value) === -1) state.selectedId.value = at(Math.max(0, place))
    })
  }

  async function loadMore(): Promise<void> {
    const after = state.next.value
    if (after === null || state.loading.value) return
    state.loading.value = true
    const own = ++reading
    try {
      const page = await get<CasePage>('/api/cases', { ...query(), after })
      if (own !== reading) return
      for (const row of page.items) putRow(row)
      batch(() => {
        const known = new Set(state.ids.value)
        state.ids.value = [...state.ids.value, ...page.items.map((row) => row.id).filter((id) => !known.has(id))]
        state.next.value = page.next
      })
    } catch (problem) {
      state.problem.value = problem
    } finally {
      if (own === reading) state.loading.value = false
    }
  }

  const indexOf = (id: string | null): number => (id === null ? -1 : state.ids.value.indexOf(id))
  const at = (index: number): string | null => state.ids.value[Math.min(index, state.ids.value.length - 1)] ?? null

  function move(step: 1 | -1): void {
    const index = indexOf(state.selectedId.value)
    state.selectedId.value = at(index === -1 ? 0 : Math.max(0, index + step))
  }

  /** Own decision: the row goes when it has left the view, and the next one is selected in its place. */
  function decided(card: CaseCard): void {
    batch(() => {
      putCard(card)
      if (state.view.value.states.has(card.state)) return
      const index = indexOf(card.id)
      state.ids.value = state.ids.value.filter((id) => id !== card.id)
      if (index !== -1) state.total.value -= 1
      if (state.selectedId.value === card.id) state.selectedId.value = at(Math.max(0, index))
    })
  }

  /** A word from the server about a case: its row is refreshed where it stands, or counted as new. */
  async function heard(event: LiveCase): Promise<void> {
    const belongs = [...state.view.value.states].some((known) => known === event.state)
    const listed = indexOf(event.caseId) !== -1
    if (listed) {
      const card = await refreshCase(event.caseId)
      if (card === null || !state.view.value.states.has(card.state)) state.gone.value = new Set([...state.gone.value, event.caseId])
      return
    }
    const arrived = new Set(state.arrived.value)
    if (belongs && (await counts(event.caseId))) arrived.add(event.caseId)
    else arrived.delete(event.caseId)
    state.arrived.value = arrived
  }

  async function counts(caseId: string): Promise<boolean> {
    if (!isFiltered(state.filters.value)) return true
    const card = await refreshCase(caseId)
    return card !== null && fitsFilters(card, state.filters.value)
  }

  function open(view: View): void {
    batch(() => {
      state.view.value = view
      state.ids.value = []
      state.selectedId.value = null
    })
    void load()
  }

  function filter(filters: Filters): void {
    state.filters.value = filters
    void load()
  }

  return { ...state, load, loadMore, move, decided, heard, open, filter, indexOf }
}
