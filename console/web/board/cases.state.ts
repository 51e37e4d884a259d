import { type Signal, signal } from '@preact/signals'
import type { CaseCard, CaseRow, RowClock } from '../wire/api-types.ts'
import { ApiError, casePath, get } from '../wire/api.ts'

export interface CaseEntry {
  readonly row: CaseRow
  readonly card: CaseCard | null
  /** The card is older than the last word about the case. */
  readonly stale: boolean
}

/** Every case the page knows, each behind its own signal: an event draws one row again, not the list. */
const entries = new Map<string, Signal<CaseEntry>>()

export const caseEntry = (id: string): Signal<CaseEntry> | undefined => entries.get(id)

export function putRow(row: CaseRow): void {
  const known = entries.get(row.id)
  if (known === undefined) entries.set(row.id, signal({ row, card: null, stale: true }))
  else known.value = { row, card: known.value.card, stale: known.value.stale || known.value.row.version !== row.version }
}

export function putCard(card: CaseCard): void {
  const entry: CaseEntry = { row: rowOfCard(card), card, stale: false }
  const known = entries.get(card.id)
  if (known === undefined) entries.set(card.id, signal(entry))
  else known.value = entry
}

/** Reads the case anew; null when it is no longer there or no longer ours. @throws ApiError for anything else */
export async function refreshCase(id: string): Promise<CaseCard | null> {
  try {
    const card = await get<CaseCard>(casePath(id))
    putCard(card)
    return card
  } catch (problem) {
    if (problem instanceof ApiError && (problem.status === 404 || problem.status === 403)) return null
    throw problem
  }
}

/** The row's fields of a card; its clocks in the row's short form. */
export function rowOfCard(card: CaseCard): CaseRow {
  const clocks = card.clocks.map((clock): RowClock => ({
    kind: clock.kind,
    dueAt: clock.dueAt,
    startedAt: clock.startedAt,
    running: clock.runningSince !== null,
  }))
  return { ...card, clocks }
}
