import type { Importance } from '../core/classification.ts'
import type { Clock, ClockKind, ClockStage, ClockUnit } from '../core/clock.ts'
import type { Instant } from '../core/time.ts'
import type { Calendar } from './calendar/calendar.ts'
import type { Profile } from './profile.ts'

/** The profile on a calendar: everything a decision asks about time. */
export interface Terms {
  /** A running clock from `at`. ANSWER and DRAFT depend on importance. */
  start(kind: ClockKind, generation: number, at: Instant, importance: Importance): Clock
  /** The same promise from T0 with another length, due no later than `latest` when given. */
  restart(clock: Clock, minutes: number, from: Instant, latest: Instant | null): Clock
  /** Minutes of the clock's unit. */
  target(kind: ClockKind, importance: Importance): number
  /** Start ⊕ (target − minutes), never due − minutes (p.11). */
  add(unit: ClockUnit, at: Instant, minutes: number): Instant
  /** Until when a closed case may be reopened. */
  reopenUntil(closedAt: Instant): Instant
  readonly importanceRaised: Profile['importanceRaised']
  readonly alarmLateAfterMs: number
  readonly reworkCodes: ReadonlySet<string>
}

const MINUTE_MS = 60_000

export function terms(profile: Profile, calendar: Calendar): Terms {
  const add = (unit: ClockUnit, at: Instant, minutes: number): Instant =>
    unit === 'plain' ? at + minutes * MINUTE_MS : calendar.add(at, minutes)
  const target = (kind: ClockKind, importance: Importance): number => {
    if (kind === 'ANSWER') return profile.answer[importance]
    if (kind === 'DRAFT') return profile.answer[importance] - profile.draftBefore
    return profile.clocks[kind].minutes ?? 0
  }
  const stagesOf = (kind: ClockKind, from: Instant, minutes: number, dueAt: Instant): Clock['stages'] => {
    const { unit, stages } = profile.clocks[kind]
    const { hourLeft, quarterLeft, escalation } = profile.stageMinutes
    const at: Readonly<Record<ClockStage, () => Instant | null>> = {
      half: () => add(unit, from, minutes / 2),
      'hour-left': () => (minutes > hourLeft ? add(unit, from, minutes - hourLeft) : null),
      'quarter-left': () => (minutes > quarterLeft ? add(unit, from, minutes - quarterLeft) : null),
      // An act at the due instant is on time; one millisecond later is not.
      breach: () => dueAt + 1,
      escalation: () => add(unit, dueAt, escalation),
    }
    return stages.flatMap((stage) => {
      const instant = at[stage]()
      return instant === null ? [] : [{ stage, at: instant }]
    })
  }
  const clock = (kind: ClockKind, generation: number, from: Instant, minutes: number): Clock => {
    const { unit } = profile.clocks[kind]
    const dueAt = add(unit, from, minutes)
    return {
      kind,
      generation,
      unit,
      calendarId: calendar.id,
      calendarVersion: calendar.version,
      target: minutes,
      consumed: 0,
      startedAt: from,
      runningSince: from,
      dueAt,
      stoppedAt: null,
      stages: stagesOf(kind, from, minutes, dueAt),
      fired: [],
    }
  }
  return {
    add,
    target,
    start: (kind, generation, at, importance) => clock(kind, generation, at, target(kind, importance)),
    restart(old, minutes, from, latest) {
      const anew = clock(old.kind, old.generation + 1, from, minutes)
      const kept = latest !== null && latest < anew.dueAt
      return { ...(kept ? { ...old, generation: old.generation + 1, fired: [] } : anew), startedAt: old.startedAt }
    },
    reopenUntil: (closedAt) => calendar.closeOfWorkingDay(closedAt, profile.reopenWithinDays),
    importanceRaised: profile.importanceRaised,
    alarmLateAfterMs: profile.alarmLateAfterMs,
    reworkCodes: new Set(profile.reworkCodes.map((code) => code.id)),
  }
}
