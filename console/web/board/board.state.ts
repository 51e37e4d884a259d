import { batch } from '@preact/signals'
import type { CaseState } from '../../../core/case.ts'
import type { CaseCard, GivenAway } from '../wire/api-types.ts'
import { boardReader } from './board-reader.ts'
import { type BoardSignals, boardSignals, caseAt, indexIn } from './board-signals.ts'
import { loseCase, putCard } from './cases.state.ts'
import type { Filters } from './filters.ts'
import { hearCase, hearLeft, type LiveCase } from './hear-case.ts'
import type { View } from './views.ts'

/** One list of cases and what can be done with it. */
export type Board = ReturnType<typeof board>

export function board(firstView: View, filters?: Filters) {
  const state = boardSignals(firstView, filters)
  const reader = boardReader(state)
  return {
    ...state,
    ...reader,
    indexOf: (id: string | null) => indexIn(state, id),
    move: (step: 1 | -1) => move(state, step),
    chooseAt: (index: number): void => void (state.selectedId.value = caseAt(state, index)),
    choose: (id: string): void => void (state.selectedId.value = id),
    decided: (done: CaseCard | GivenAway) => decided(state, done),
    goOn: (id: string, to: CaseState, isWriting: () => boolean) => goOn(state, { id, to }, isWriting),
    heard: (event: LiveCase) => hearCase(state, event),
    left: (caseId: string) => hearLeft(state, caseId),
    open(view: View, filters = state.filters.peek()): void {
      batch(() => {
        state.view.value = view
        state.filters.value = filters
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
function decided(state: BoardSignals, done: CaseCard | GivenAway): void {
  batch(() => {
    if (isCard(done)) putCard(done)
    else loseCase(done.id)
    if (state.view.value.states.has(done.state)) return
    leave(state, done.id)
  })
}

const isCard = (done: CaseCard | GivenAway): done is CaseCard => 'timeline' in done

/** Takes a case out of the list; whoever has it chosen goes on to the one in its place. */
function leave(state: BoardSignals, id: string): void {
  const index = indexIn(state, id)
  state.ids.value = state.ids.value.filter((one) => one !== id)
  if (index !== -1) state.total.value -= 1
  if (state.selectedId.value === id) state.selectedId.value = caseAt(state, Math.max(0, index))
}

/**
 * A decision on its way: a case that it takes out of the view goes at once. The function that is returned puts it back
 * where it stood when the decision was refused; it is chosen again only by whoever has neither gone on from the case in its
 * place nor begun to write on that one.
 */
function goOn(state: BoardSignals, { id, to }: { id: string; to: CaseState }, isWriting: () => boolean): () => void {
  const view = state.view.value
  const index = indexIn(state, id)
  if (view.states.has(to) || index === -1) return () => undefined
  batch(() => leave(state, id))
  const nextId = state.selectedId.value
  return () => {
    if (state.view.value !== view || indexIn(state, id) !== -1) return
    batch(() => {
      state.ids.value = state.ids.value.toSpliced(index, 0, id)
      state.total.value += 1
      if (state.selectedId.value === nextId && !isWriting()) state.selectedId.value = id
    })
  }
}
