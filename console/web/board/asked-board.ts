import { type Asked, fieldsAsked } from '../shell/asked.ts'
import type { BoardSignals } from './board-signals.ts'
import { type Filters, NO_FILTERS } from './filters.ts'
import type { View } from './views.ts'

/** What a board is asked for, as its screen keeps it. */
export const askedOfBoard = ({ view, filters }: Pick<BoardSignals, 'view' | 'filters'>): Asked => ({
  view: view.value.id,
  ...filters.value,
})

/** The view and the filters that were asked for; null where the screen has no such view. */
export function boardAsked(views: readonly View[], asked: Asked): { readonly view: View; readonly filters: Filters } | null {
  const view = views.find(({ id }) => id === asked['view'])
  return view === undefined ? null : { view, filters: fieldsAsked({ ...NO_FILTERS }, asked) }
}
