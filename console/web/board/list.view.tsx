import { useSignal } from '@preact/signals'
import { type RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { t } from '../text/text.ts'
import { problemText } from '../wire/problem-text.ts'
import type { Board } from './board.state.ts'
import { isFiltered } from './filters.ts'
import { Row, ROW_HEIGHT_PX, rowElementId } from './row.view.tsx'
import { placesToDraw, scrollToShow, visibleRange } from './visible-range.ts'

export const LIST_ID = 'case-list'
export const focusList = (): void => document.getElementById(LIST_ID)?.focus()

/** The rows in sight of a list of any length. */
export function CaseList({ board }: { board: Board }) {
  const box = useRef<HTMLDivElement>(null)
  const scrollTop = useSignal(0)
  const height = useHeight(box)
  const ids = board.ids.value
  const selectedId = board.selectedId.value
  const viewport = { scrollTop: scrollTop.value, height: height.value, rowHeight: ROW_HEIGHT_PX, count: ids.length }
  const range = visibleRange(viewport)
  const { end } = range
  const chosen = board.indexOf(selectedId)
  useSteadySelection(box, board)
  useEffect(() => {
    if (end >= ids.length - 20 && board.next.value !== null) void board.loadMore()
  }, [end, ids])

  return (
    <div
      id={LIST_ID}
      ref={box}
      class="list"
      data-home
      role="listbox"
      tabIndex={0}
      aria-label={t().board.list}
      aria-busy={board.loading.value}
      aria-activedescendant={selectedId === null || chosen === -1 ? undefined : rowElementId(selectedId)}
      onScroll={(event) => (scrollTop.value = event.currentTarget.scrollTop)}
    >
      <div class="list-space" role="presentation" style={{ height: `${ids.length * ROW_HEIGHT_PX}px` }}>
        <Rows board={board} places={placesToDraw(range, chosen)} />
      </div>
    </div>
  )
}

function Rows({ board, places }: { board: Board; places: readonly number[] }) {
  const ids = board.ids.value
  return places.flatMap((index) => {
    const id = ids[index]
    if (id === undefined) return []
    const selected = id === board.selectedId.value
    return (
      <Row key={id} id={id} index={index} count={board.total.value} selected={selected} view={board.view.value} choose={board.choose} />
    )
  })
}

function useHeight(box: RefObject<HTMLDivElement | null>) {
  const height = useSignal(800)
  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return
    const observer = new ResizeObserver(() => (height.value = element.clientHeight))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return height
}

/** New rows above must not move the row being decided: the list scrolls by as much as the row was shifted. */
function useSteadySelection(box: RefObject<HTMLDivElement | null>, board: Board): void {
  const last = useRef<{ id: string | null; index: number }>({ id: null, index: -1 })
  const ids = board.ids.value
  const id = board.selectedId.value
  useLayoutEffect(() => {
    const element = box.current
    const index = board.indexOf(id)
    const before = last.current
    last.current = { id, index }
    // More rows below, or a row's new words, leave the list where a person has scrolled it.
    if (element === null || index === -1 || (before.id === id && before.index === index)) return
    if (before.id === id && before.index !== -1) element.scrollTop += (index - before.index) * ROW_HEIGHT_PX
    const { scrollTop, clientHeight } = element
    element.scrollTop = scrollToShow(index, { scrollTop, height: clientHeight, rowHeight: ROW_HEIGHT_PX, count: ids.length })
  }, [ids, id])
}

/** Why there are no rows, in their place; why there are no more of them, below. */
export function ListState({ board }: { board: Board }) {
  const problem = board.problem.value
  const isEmpty = board.ids.value.length === 0
  if (problem !== null)
    return (
      <div class={isEmpty ? 'empty' : 'list-problem'} role="alert">
        <p>{problemText(problem)}</p>
        <button type="button" onClick={() => void board.askAgain()}>
          {t().app.retry}
        </button>
      </div>
    )
  if (!isEmpty) return null
  if (board.loading.value) return <p class="empty">{t().app.loading}</p>
  const filtered = isFiltered(board.filters.value)
  return (
    <div class="empty">
      <p>{filtered ? t().board.nothingFound : t().board.empty}</p>
      {!filtered && <p class="hint">{t().board.emptyHint}</p>}
    </div>
  )
}
