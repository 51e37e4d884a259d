import { type Signal, signal } from '@preact/signals'
import { warningsOf } from '../../../core/clock.ts'
import type { CaseCard, CaseRow, RowClock } from '../wire/api-types.ts'
import { ApiError, casePath, get } from '../wire/api.ts'
import type { View } from './views.ts'

export interface CaseEntry {
  readonly row: CaseRow
  readonly card: CaseCard | null
  /** The card is older than the last word about the case. */
  readonly stale: boolean
  /** It is no longer there or no longer ours; the row is what a list has shown of it. */
  readonly lost: boolean
}

/** Every case the page knows, each behind its own signal: an event draws one row again, not the list. */
const entries = new Map<string, Signal<CaseEntry>>()

/** Grows when a case becomes known. */
const arrivals = signal(0)

/** The case's own signal. A reader that asks for a case not known yet is drawn again when one arrives. */
export function caseEntry(id: string): Signal<CaseEntry> | undefined {
  return entries.get(id) ?? (arrivals.value > 0 ? entries.get(id) : undefined)
}

function put(id: string, entry: CaseEntry): void {
  const known = entries.get(id)
  if (known !== undefined) {
    known.value = entry
    return
  }
  entries.set(id, signal(entry))
  arrivals.value = entries.size
}

export function putRow(row: CaseRow): void {
  const known = entries.get(row.id)?.peek()
  const stale = known === undefined || known.stale || known.row.version !== row.version
  put(row.id, { row, card: known?.card ?? null, stale, lost: false })
}

export function putCard(card: CaseCard): void {
  put(card.id, { row: rowOfCard(card), card, stale: false, lost: false })
}

/** The card goes: what it says is not ours to see any more. */
export function loseCase(id: string): void {
  const known = entries.get(id)
  if (known !== undefined) known.value = { ...known.value, card: null, stale: false, lost: true }
}

/** Whether others have taken a case out of a view that still lists it: it is greyed where it stands, so that nothing moves. */
export const isGone = ({ row, lost }: CaseEntry, { states }: Pick<View, 'states'>): boolean => lost || !states.has(row.state)

/** Whether the card has to be read before it says how the case stands. */
export function isStale(id: string): boolean {
  const known = entries.get(id)?.peek()
  return known === undefined || known.stale || (known.card === null && !known.lost)
}

/** A word about the case has come, whether or not a list has it. */
export function outdate(id: string): void {
  const known = entries.get(id)
  if (known !== undefined) known.value = { ...known.value, stale: true }
}

/** Words may have been missed: every card is read anew when it is looked at. */
export function outdateAll(): void {
  for (const id of entries.keys()) outdate(id)
}

/** Reads the case anew; null when it is no longer there or no longer ours. @throws ApiError for anything else */
export async function refreshCase(id: string): Promise<CaseCard | null> {
  try {
    const card = await get<CaseCard>(casePath(id))
    putCard(card)
    return card
  } catch (problem) {
    if (!(problem instanceof ApiError) || (problem.status !== 404 && problem.status !== 403)) throw problem
    loseCase(id)
    return null
  }
}

/** The row's fields of a card; its clocks in the row's short form. */
export function rowOfCard(card: CaseCard): CaseRow {
  const clocks = card.clocks.map((clock): RowClock => ({
    kind: clock.kind,
    dueAt: clock.dueAt,
    startedAt: clock.startedAt,
    running: clock.runningSince !== null,
    ...warningsOf(clock),
  }))
  return { ...card, clocks }
}
