import { type BoardSignals, indexIn } from './board-signals.ts'
import { loseCase, refreshCase } from './cases.state.ts'
import { fitsFilters, isFiltered } from './filters.ts'

export interface LiveCase {
  readonly caseId: string
  readonly state: string
}

/** A word from the server about a case: its row is refreshed where it stands, or counted as new. */
export async function hearCase(state: BoardSignals, event: LiveCase): Promise<void> {
  if (indexIn(state, event.caseId) === -1) await countAsNew(state, event)
  else await refreshCase(event.caseId)
}

/** A word from the server that a case is another agency's by now. */
export function hearLeft({ arrived }: BoardSignals, caseId: string): void {
  loseCase(caseId)
  arrived.value = new Set([...arrived.value].filter((id) => id !== caseId))
}

async function countAsNew({ view, filters, arrived }: BoardSignals, event: LiveCase): Promise<void> {
  const belongs = [...view.value.states].some((known) => known === event.state)
  const counts = belongs && (!isFiltered(filters.value) || (await fits(event.caseId, { filters })))
  const others = [...arrived.value].filter((id) => id !== event.caseId)
  arrived.value = new Set(counts ? [...others, event.caseId] : others)
}

async function fits(caseId: string, { filters }: Pick<BoardSignals, 'filters'>): Promise<boolean> {
  const card = await refreshCase(caseId)
  return card !== null && fitsFilters(card, filters.value)
}
