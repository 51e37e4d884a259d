import type { Importance } from '../core/classification.ts'
import type { Clock, ClockKind, ClockStage, ClockUnit } from '../core/clock.ts'
import type { Instant } from '../core/time.ts'
import type { Calendar } from './calendar/calendar.ts'
import type { Profile } from './profile.ts'

/** The profile on a calendar: everything a decision asks about time. */
export interface Terms {
  /** A running clock from `at`. ANSWER and DRAFT depend on importance. */
  start(kind: ClockKind, generation: number, at: Instant, importance: Importance): Clock
  /** The same promise from T0 with another length, due no later than `latest` when given; what that does not move keeps its warnings. */
  restart(clock: Clock, minutes: number, from: Instant, latest: Instant | null): Clock
  /** Minutes of the clock's unit. */
  target(kind: ClockKind, importance: Importance): number
  /** Until when a closed case may be reopened. */
  reopenUntil(closedAt: Instant): Instant
  readonly importanceRaised: Profile['importanceRaised']
  readonly alarmLateAfterMs: number
  readonly reworkCodes: ReadonlySet<string>
}

const MINUTE_MS = 60_000

export function terms(profile: Profile, calendar: Calendar): Terms {
  const { target, clock } = clockMaker(profile, calendar)
  return {
    target,
    start: (kind, generation, at, importance) => clock(kind, generation, at, target(kind, importance)),
    restart(old, minutes, from, latest) {
      const anew = clock(old.kind, old.generation + 1, from, minutes)
      const kept = latest !== null && latest < anew.dueAt
      return { ...(kept ? { ...old, generation: old.generation + 1 } : anew), startedAt: old.startedAt }
    },
    reopenUntil: (closedAt) => calendar.closeOfWorkingDay(closedAt, profile.reopenWithinDays),
    importanceRaised: profile.importanceRaised,
    alarmLateAfterMs: profile.alarmLateAfterMs,
    reworkCodes: new Set(profile.reworkCodes.map((code) => code.id)),
  }
}

const added = (calendar: Calendar, unit: ClockUnit, at: Instant, minutes: number): Instant =>
  unit === 'plain' ? at + minutes * MINUTE_MS : calendar.add(at, minutes)

interface ClockMaker {
  target(kind: ClockKind, importance: Importance): number
  clock(kind: ClockKind, generation: number, from: Instant, minutes: number): Clock
}

function clockMaker(profile: Profile, calendar: Calendar): ClockMaker {
  return {
    target(kind, importance) {
      if (kind === 'ANSWER') return profile.answer[importance]
      if (kind === 'DRAFT') return profile.answer[importance] - profile.draftBefore
      return profile.clocks[kind].minutes ?? 0
    },
    clock(kind, generation, from, minutes) {
      const { unit, stages } = profile.clocks[kind]
      const dueAt = added(calendar, unit, from, minutes)
      const when: Length = { from, minutes, dueAt, add: (at, more) => added(calendar, unit, at, more) }
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
        stages: stages.flatMap((stage) => {
          const at = STAGE_AT[stage](when, profile.stageMinutes)
          return at === null ? [] : [{ stage, at }]
        }),
        fired: [],
      }
    },
  }
}

/** A clock's length in its own unit. */
interface Length {
  readonly from: Instant
  readonly minutes: number
  readonly dueAt: Instant
  readonly add: (at: Instant, minutes: number) => Instant
}

/** Start ⊕ (length − left), never due − left; null for a clock that is shorter. */
const beforeEnd = ({ from, minutes, add }: Length, left: number): Instant | null => (minutes > left ? add(from, minutes - left) : null)

/** When each stage comes; null: this clock has none. */
const STAGE_AT: Readonly<Record<ClockStage, (length: Length, minutes: Profile['stageMinutes']) => Instant | null>> = {
  half: ({ from, minutes, add }) => add(from, minutes / 2),
  'hour-left': (length, { hourLeft }) => beforeEnd(length, hourLeft),
  'quarter-left': (length, { quarterLeft }) => beforeEnd(length, quarterLeft),
  // An act at the due instant is on time; one millisecond later is not.
  breach: ({ dueAt }) => dueAt + 1,
  escalation: ({ dueAt, add }, { escalation }) => add(dueAt, escalation),
}
