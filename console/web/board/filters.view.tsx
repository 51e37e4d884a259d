import { useRef } from 'preact/hooks'
import { CommonFilters } from '../parts/common-filters.view.tsx'
import { Select } from '../parts/select.view.tsx'
import { t } from '../text/text.ts'
import type { Board } from './board.state.ts'
import { type Filters, isFiltered, NO_FILTERS } from './filters.ts'

export const SEARCH_ID = 'board-search'
const TYPING_PAUSE_MS = 250

export function FilterBar({ board }: { board: Board }) {
  const filters = board.filters.value
  const set = (change: Partial<Filters>): void => board.filter({ ...board.filters.value, ...change })
  return (
    <div class="filters" role="search" aria-label={t().board.filters}>
      <SearchField board={board} />
      <Select
        label={t().board.importance}
        any={t().board.anyImportance}
        value={filters.importance}
        choices={(['high', 'normal'] as const).map((id) => ({ id, name: t().importance[id] }))}
        set={(importance) => set({ importance })}
      />
      <CommonFilters chosen={filters} set={set} />
      {isFiltered(filters) && (
        <button type="button" class="quiet" onClick={() => board.filter(NO_FILTERS)}>
          {t().board.reset}
        </button>
      )}
    </div>
  )
}

/** Asks the server after a pause in typing, with what stands in the field: a pause may come between two words. */
function SearchField({ board }: { board: Board }) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const typed = (q: string): void => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => board.filter({ ...board.filters.value, q }), TYPING_PAUSE_MS)
  }
  return (
    <input
      id={SEARCH_ID}
      type="search"
      aria-label={t().board.search}
      placeholder={t().keys.search}
      value={board.filters.value.q}
      onInput={(event) => typed(event.currentTarget.value)}
    />
  )
}
