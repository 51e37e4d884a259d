import { batch } from '@preact/signals'
import { serverSaid } from '../shell/server-time.state.ts'
import type { CasePage } from '../wire/api-types.ts'
import { get } from '../wire/api.ts'
import { type BoardSignals, caseAt, indexIn } from './board-signals.ts'
import { putRow } from './cases.state.ts'

const PAGE_ROWS = 200

export interface BoardReader {
  /** Reads the list anew because somebody asks; the selection stays on its case, or on its place when the case has left. */
  load(): Promise<void>
  /** Reads the list anew because of what others did; the selection stays on its case, on which somebody may be writing just now. */
  reload(): Promise<void>
  /** Reads the page after the last one, when there is one and none is being read. */
  loadMore(): Promise<void>
  /** Puts the question once more that was not answered. */
  askAgain(): Promise<void>
}

/** Fills a board from the server. An answer that another question has overtaken is dropped. */
export function boardReader(state: BoardSignals): BoardReader {
  let reading = 0
  let last = (): Promise<void> => Promise.resolve()

  async function read(after: string | null, show: (page: CasePage) => void): Promise<void> {
    const own = ++reading
    last = () => read(after, show)
    batch(() => {
      state.loading.value = true
      state.problem.value = null
    })
    const { ask, state: only } = state.view.value
    try {
      const page = await get<CasePage>('/api/cases', { view: ask, state: only, ...state.filters.value, limit: PAGE_ROWS, after })
      if (own === reading) show(page)
    } catch (problem) {
      if (own === reading) state.problem.value = problem
    } finally {
      if (own === reading) state.loading.value = false
    }
  }

  return {
    load: () => read(null, (page) => showAnew(state, page, 'place')),
    reload: () => read(null, (page) => showAnew(state, page, 'case')),
    async loadMore() {
      const after = state.next.value
      if (after !== null && !state.loading.value) await read(after, (page) => append(state, page))
    },
    askAgain: () => last(),
  }
}

/** `keeps`: what the selection stays on when its case has left the list. */
export function showAnew(state: BoardSignals, page: CasePage, keeps: 'place' | 'case'): void {
  const place = indexIn(state, state.selectedId.value)
  batch(() => {
    serverSaid(page.serverTime)
    for (const row of page.items) putRow(row)
    state.ids.value = page.items.map((row) => row.id)
    state.next.value = page.next
    state.total.value = page.total
    state.arrived.value = new Set()
    // A case opened by its link stays chosen although the view does not list it.
    const stays = state.selectedId.value !== null && (keeps === 'case' || place === -1)
    if (!stays && indexIn(state, state.selectedId.value) === -1) state.selectedId.value = caseAt(state, Math.max(0, place))
  })
}

function append(state: BoardSignals, page: CasePage): void {
  batch(() => {
    for (const row of page.items) putRow(row)
    const known = new Set(state.ids.value)
    state.ids.value = [...state.ids.value, ...page.items.map((row) => row.id).filter((id) => !known.has(id))]
    state.next.value = page.next
  })
}
