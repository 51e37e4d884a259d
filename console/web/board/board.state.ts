import { batch } from '@preact/signals'
import type { CaseCard } from '../wire/api-types.ts'
import { boardReader } from './board-reader.ts'
import { type BoardSignals, boardSignals, caseAt, indexIn } from './board-signals.ts'
import { putCard } from './cases.state.ts'
import type { Filters } from './filters.ts'
import { hearCase, type LiveCase } from './hear-case.ts'
import type { View } from './views.ts'

/** One list of cases and what can be done with it. */
export type Board = ReturnType<typeof board>

export function board(firstView: View) {
  const state = boardSignals(firstView)
  const reader = boardReader(state)
  return {
    ...state,
    ...reader,
    indexOf: (id: string | null) => indexIn(state, id),
    move: (step: 1 | -1) => move(state, step),
    decided: (card: CaseCard) => decided(state, card),
    heard: (event: LiveCase) => hearCase(state, event),
    open(view: View): void {
      batch(() => {
        state.view.value = view
        state.ids.value = []
        state.selectedId.value = null
      })
      void reader.load()
    },
    filter(filters: Filters): void {
      state.filters.value = filters
      void reader.load()
    },
  }
}

function move(state: BoardSignals, step: 1 | -1): void {
  const index = indexIn(state, state.selectedId.value)
  state.selectedId.value = caseAt(state, index === -1 ? 0 : Math.max(0, index + step))
}

/** Own decision: the row goes when it has left the view, and the next one is selected in its place. */
function decided(state: BoardSignals, card: CaseCard): void {
  batch(() => {
    putCard(card)
    if (state.view.value.states.has(card.state)) return
    const index = indexIn(state, card.id)
    state.ids.value = state.ids.value.filter((id) => id !== card.id)
    if (index !== -1) state.total.value -= 1
    if (state.selectedId.value === card.id) state.selectedId.value = caseAt(state, Math.max(0, index))
  })
}
