import { useRef } from 'preact/hooks'
import { type Choice, districtChoices, groupChoices } from '../shell/names.ts'
import { directory } from '../shell/session.state.ts'
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
        choices={[choice('high', t().importance.high), choice('normal', t().importance.normal)]}
        set={(importance) => set({ importance })}
      />
      <Select
        label={t().board.topic}
        any={t().board.anyTopic}
        value={filters.groupId}
        choices={groupChoices.value}
        set={(groupId) => set({ groupId })}
      />
      <Select
        label={t().board.district}
        any={t().board.anyDistrict}
        value={filters.districtId}
        choices={districtChoices.value}
        set={(districtId) => set({ districtId })}
      />
      <Select
        label={t().board.platform}
        any={t().board.anyPlatform}
        value={filters.platform}
        choices={(directory.value?.platforms ?? []).map((id) => choice(id, t().platforms[id]))}
        set={(platform) => set({ platform })}
      />
      {isFiltered(filters) && (
        <button type="button" class="quiet" onClick={() => board.filter(NO_FILTERS)}>
          {t().board.reset}
        </button>
      )}
    </div>
  )
}

const choice = (id: string, name: string): Choice => ({ id, name })

/** Asks the server after a pause in typing. */
function SearchField({ board }: { board: Board }) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const typed = (q: string): void => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => board.filter({ ...board.filters.value, q: q.trim() }), TYPING_PAUSE_MS)
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

interface SelectProps {
  readonly label: string
  readonly any: string
  readonly value: string
  readonly choices: readonly Choice[]
  readonly set: (id: string) => void
}

function Select({ label, any, value, choices, set }: SelectProps) {
  return (
    <select aria-label={label} class={value === '' ? '' : 'set'} onChange={(event) => set(event.currentTarget.value)} value={value}>
      <option value="">{any}</option>
      {choices.map((item) => (
        <option key={item.id} value={item.id}>
          {item.name}
        </option>
      ))}
    </select>
  )
}
