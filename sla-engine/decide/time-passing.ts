import type { Case, Fact } from '../../core/case.ts'
import { alarmId, type Clock, type ClockKind } from '../../core/clock.ts'
import type { Instant } from '../../core/time.ts'
import type { Draw } from './decision.ts'

type Alarm = Extract<Fact, { type: 'AlarmFired' }>['alarms'][number]

/** p.8: the return window closed without a word: the agency has it since then. Not a breach. */
export function tacitAcceptance(current: Case, now: Instant): Draw | null {
  const window =
    current.state === 'offered' ? current.clocks.find((clock) => clock.kind === 'RETURN' && clock.runningSince !== null) : undefined
  if (window === undefined || now <= window.dueAt) return null
  return { type: 'AcceptedByAgency', tacit: true, effectiveAt: window.dueAt, stops: [{ kind: 'RETURN', at: window.dueAt }] }
}

/** The stages that came due and are not recorded yet. `until` bounds single clocks by the time of the act that stops them. */
export function dueAlarms(current: Case, now: Instant, until: Partial<Record<ClockKind, Instant>>, lateAfterMs: number): Draw | null {
  const alarms = current.clocks.flatMap((clock) =>
    clock.runningSince === null ? [] : ofClock(current.id, clock, now, { until: until[clock.kind] ?? now, lateAfterMs }),
  )
  return alarms.length === 0 ? null : { type: 'AlarmFired', alarms }
}

/** After an outage every missed stage is recorded, and only the highest is sent. */
function ofClock(
  caseId: string,
  clock: Clock,
  now: Instant,
  { until, lateAfterMs }: { until: Instant; lateAfterMs: number },
): readonly Alarm[] {
  const due = clock.stages.filter((one) => one.at <= until && !clock.fired.some((fired) => fired.stage === one.stage))
  return due.map(({ stage, at }, index) => ({
    id: alarmId(caseId, clock, stage),
    kind: clock.kind,
    generation: clock.generation,
    stage,
    dueAt: clock.dueAt,
    late: now - at > lateAfterMs,
    sent: index === due.length - 1,
  }))
}

/** When time itself will next do something to the case; null: nothing runs. */
export function nextAlarmAt(current: Case): Instant | null {
  const instants = current.clocks.flatMap((clock) => {
    if (clock.runningSince === null) return []
    if (clock.kind === 'RETURN') return [clock.dueAt + 1]
    return clock.stages.filter((one) => !clock.fired.some((fired) => fired.stage === one.stage)).map((one) => one.at)
  })
  return instants.length === 0 ? null : Math.min(...instants)
}
