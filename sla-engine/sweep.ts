import type { Case } from '../core/case.ts'
import type { Stored, Write } from '../core/documents.ts'
import { Conflict } from '../core/errors.ts'
import { queryCases } from '../core/kept-case.ts'
import type { Instant } from '../core/time.ts'
import { caseWrite } from './case-write.ts'
import { decide } from './decide/decide.ts'
import { SYSTEM } from './decide/decision.ts'
import { evolve } from './evolve.ts'
import { type Engine, handle } from './handle.ts'

/**
 * Records what time has done to at most `limit` cases: alarms that came due, tacit acceptances. Returns how many cases were
 * looked at; fewer than `limit` means nothing more is due. Alarm and clock are one write, so any number of sweeps side by
 * side record each alarm once.
 */
export async function sweep(engine: Engine, now: Instant, limit: number): Promise<number> {
  const due = await queryCases(engine.store.documents, {
    where: [{ field: 'nextAlarmAt', from: 0, to: now + 1 }],
    sort: { field: 'nextAlarmAt', order: 'asc' },
    limit,
  })
  const writes = due.items.flatMap((found) => dueWrite(engine, found, now))
  if (writes.length === 0) return due.items.length
  try {
    await engine.store.settle({ writes })
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
    // Someone acted on one of them meanwhile: one by one, each against what is there now.
    for (const { value } of due.items)
      await handle(engine, value.id, { type: 'fire-alarms' }, { by: SYSTEM, at: now, key: sweepKey(value) })
  }
  return due.items.length
}

const sweepKey = (current: Case): string => `sweep:${current.facts.length}`

function dueWrite(engine: Engine, { value, version }: Stored<Case>, now: Instant): readonly Write[] {
  const decision = decide(value, { type: 'fire-alarms' }, { by: SYSTEM, at: now, key: sweepKey(value) }, engine)
  if (!decision.ok) return []
  const next = decision.facts.reduce<Case>(evolve, value)
  return [caseWrite(next, decision.facts, { kind: 'replace', version })]
}
