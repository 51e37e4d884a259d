import { useEffect, useLayoutEffect, useMemo } from 'preact/hooks'
import { CardPane, focusCard } from '../card/card.view.tsx'
import { useKeys } from '../keys/dispatch.ts'
import { capOf } from '../keys/keys.ts'
import { askedHere, keepAsked, type Place, showCase } from '../shell/address.state.ts'
import { keySheetOpen } from '../shell/key-sheet.view.tsx'
import { asksTheSame } from '../shell/asked.ts'
import { singleKeys } from '../shell/preferences.state.ts'
import { t } from '../text/text.ts'
import { askedOfBoard, boardAsked } from './asked-board.ts'
import { type Board, board as newBoard } from './board.state.ts'
import { FilterBar, SEARCH_ID } from './filters.view.tsx'
import { followLive } from './follow-live.ts'
import { CaseList, focusList, ListState } from './list.view.tsx'
import type { View } from './views.ts'

interface BoardScreenProps {
  readonly place: Place
  readonly views: readonly View[]
}

/** A list of cases on the left and the chosen one on the right: the queue, the tasks, the approvals and the publications. */
export function BoardScreen({ place, views }: BoardScreenProps) {
  const board = useMemo(() => openBoard(views, place), [])
  // From the moment it can be seen: once the rows have come, somebody may be typing in a field already.
  useLayoutEffect(focusList, [])
  useEffect(() => {
    void board.load()
    return followLive(board)
  }, [])
  useStepOfHistory(board, views, place)
  useCaseOfAddress(board, place)
  useBoardKeys(board)
  return (
    <div class="board">
      <section class="board-list" aria-labelledby="screen-title">
        <h1 id="screen-title" class="hidden-text">
          {t().nav[place.screen]}
        </h1>
        <div class="board-tools">
          {views.length > 1 && <Views board={board} views={views} />}
          <span class="count" role="status">
            {t().board.total(board.total.value)}
          </span>
        </div>
        <FilterBar board={board} />
        <Arrived board={board} />
        <CaseList board={board} />
        <ListState board={board} />
      </section>
      <CardPane board={board} />
    </div>
  )
}

function openBoard(views: readonly View[], { screen }: Place): Board {
  const first = views[0]
  if (first === undefined) throw new Error('a screen of cases needs a view')
  const before = boardAsked(views, askedHere(screen) ?? {})
  return newBoard(before?.view ?? first, before?.filters)
}

/** A step of the history that knows what was asked for shows it again; one that does not goes on with what is asked for now. */
function useStepOfHistory(board: Board, views: readonly View[], place: Place): void {
  useEffect(() => {
    const asked = askedHere(place.screen)
    if (asked === null || asksTheSame(asked, askedOfBoard(board))) return
    const before = boardAsked(views, asked)
    if (before !== null) board.open(before.view, before.filters)
  }, [place])
  useEffect(() => keepAsked(place.screen, askedOfBoard(board)), [place, board.view.value, board.filters.value])
}

/** The address names the chosen case; a link to a case chooses it, listed or not, whichever case was open. */
function useCaseOfAddress(board: Board, place: Place): void {
  const selectedId = board.selectedId.value
  useEffect(() => showCase(place.screen, selectedId), [selectedId])
  useEffect(() => {
    if (place.caseId !== null) board.choose(place.caseId)
  }, [place])
}

function useBoardKeys(board: Board): void {
  useKeys({
    next: () => board.move(1),
    previous: () => board.move(-1),
    first: () => board.chooseAt(0),
    last: () => board.chooseAt(board.ids.value.length - 1),
    open: focusCard,
    arrived: () => void board.load(),
    search: () => document.getElementById(SEARCH_ID)?.focus(),
    help: () => (keySheetOpen.value = true),
    close: focusList,
  })
}

function Views({ board, views }: { board: Board; views: readonly View[] }) {
  return (
    <div role="group" aria-label={t().app.views} class="segmented">
      {views.map((view) => (
        <button
          key={view.id}
          type="button"
          data-view={view.id}
          aria-pressed={board.view.value.id === view.id}
          onClick={() => board.open(view)}
        >
          {t().views[view.id]}
        </button>
      ))}
    </div>
  )
}

/** New cases are offered, never pushed in under the hand. */
function Arrived({ board }: { board: Board }) {
  const count = board.arrived.value.size
  const cap = capOf('arrived', singleKeys.value)
  return (
    <div role="status">
      {count > 0 && (
        <button type="button" class="arrived" onClick={() => void board.load()}>
          {t().board.arrived(count)} {cap !== null && <kbd>{cap}</kbd>}
        </button>
      )}
    </div>
  )
}
