import { signal } from '@preact/signals'
import { type Filters, NO_FILTERS } from './filters.ts'
import type { View } from './views.ts'

/** What a board shows: its view, filters, rows, selection and what has arrived since they were read. */
export type BoardSignals = ReturnType<typeof boardSignals>

export const boardSignals = (firstView: View, filters: Filters = NO_FILTERS) => ({
  view: signal(firstView),
  filters: signal(filters),
  ids: signal<readonly string[]>([]),
  total: signal(0),
  next: signal<string | null>(null),
  selectedId: signal<string | null>(null),
  /** Cases that would be listed if the list were read again. */
  arrived: signal<ReadonlySet<string>>(new Set()),
  loading: signal(false),
  problem: signal<unknown>(null),
})

/** Place of a case in the list, -1 when it is not listed. */
export const indexIn = ({ ids }: Pick<BoardSignals, 'ids'>, id: string | null): number => (id === null ? -1 : ids.value.indexOf(id))

/** The case at a place, the last one for a place past the end; null in an empty list. */
export const caseAt = ({ ids }: Pick<BoardSignals, 'ids'>, index: number): string | null =>
  ids.value[Math.min(index, ids.value.length - 1)] ?? null
