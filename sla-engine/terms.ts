import type { Importance } from '../core/classification.ts'
import type { Clock, ClockKind, ClockStage, ClockUnit } from '../core/clock.ts'
import type { Instant } from '../core/time.ts'
import type { Calendar } from './calendar/calendar.ts'
import type { Profile } from './profile.ts'

/** The profile on a calendar: everything a decision asks about time. */
export interface Terms {
  /** A running clock from `at`. ANSWER and DRAFT depend on importance. */
  start(kind: ClockKind, generation: number, at: Instant, importance: Importance): Clock
  /** The DRAFT that belongs to a running ANSWER: it ends an hour of work before it, however ANSWER came to its length. */
  draftFor(answer: Clock, generation: number, importance: Importance): Clock
  /** The same promise from T0 with the length of another importance, due no later than `latest` when given; what that does not move keeps
   *  its warnings. */
  restart(clock: Clock, importance: Importance, from: Instant, latest: Instant | null): Clock
  /** The same promise as this calendar counts it: by the measure that ends first, by the last of two that end together. Its kinds of warnings stay; what
   *  was told by `now` stays told, but where the end has moved and the warning is still to come. */
  recount(clock: Clock, measures: readonly [Measure, ...Measure[]], importance: Importance, now: Instant): Clock
  /** The same promise, due as it was, whose breach goes up the line as another importance asks; null when it did already or goes up as before. */
  escalate(clock: Clock, importance: Importance): Clock | null
  /** Until when a closed case may be reopened. */
  reopenUntil(closedAt: Instant): Instant
  readonly importanceRaised: Profile['importanceRaised']
  /** Lengths of ANSWER, working minutes. */
  readonly answer: Profile['answer']
  readonly alarmLateAfterMs: number
  readonly reworkCodes: ReadonlySet<string>
}

/** From where a promise is measured, and its length in its unit. */
export interface Measure {
  readonly from: Instant
  readonly minutes: number
}

const MINUTE_MS = 60_000

export function terms(profile: Profile, calendar: Calendar): Terms {
  const { target, clock, escalationOf } = clockMaker(profile, calendar)
  return {
    start: (kind, generation, at, importance) => clock({ kind, generation, importance }, at, target(kind, importance)),
    draftFor: ({ runningSince, startedAt, target: minutes }, generation, importance) => ({
      ...clock({ kind: 'DRAFT', generation, importance }, runningSince ?? startedAt, minutes - profile.draftBefore),
      startedAt,
    }),
    restart(old, importance, from, latest) {
      const generation = old.generation + 1
      const anew = clock({ kind: old.kind, generation, importance }, from, target(old.kind, importance))
      const isKept = latest !== null && latest < anew.dueAt
      return isKept ? { ...old, generation, stages: escalationOf(old, importance) } : { ...anew, startedAt: old.startedAt }
    },
    recount(old, measures, importance, now) {
      const like = { unit: old.unit, stages: old.stages.map(({ stage }) => stage) }
      const named = { kind: old.kind, generation: old.generation + 1, importance, like }
      const anew = measures
        .map(({ from, minutes }) => clock(named, from, minutes))
        .reduce((first, other) => (other.dueAt <= first.dueAt ? other : first))
      const isTold = ({ stage, at }: Clock['stages'][number]): boolean =>
        old.fired.some((fired) => fired.stage === stage) && (anew.dueAt === old.dueAt || at <= now)
      const told = anew.stages.filter(isTold).map(({ stage }) => stage)
      return {
        ...anew,
        startedAt: old.startedAt,
        runningSince: old.runningSince === null ? null : anew.runningSince,
        stoppedAt: old.stoppedAt,
        fired: old.fired.filter(({ stage }) => told.includes(stage)),
      }
    },
    escalate(old, importance) {
      const stages = escalationOf(old, importance)
      const isMoved = stages.some(({ at }, index) => at !== old.stages[index]?.at)
      const isFired = old.fired.some(({ stage }) => stage === 'escalation')
      return isMoved && !isFired ? { ...old, generation: old.generation + 1, stages } : null
    },
    reopenUntil: (closedAt) => calendar.closeOfWorkingDay(closedAt, profile.reopenWithinDays),
    importanceRaised: profile.importanceRaised,
    answer: profile.answer,
    alarmLateAfterMs: profile.alarmLateAfterMs,
    reworkCodes: new Set(profile.reworkCodes.map((code) => code.id)),
  }
}

const added = (calendar: Calendar, unit: ClockUnit, at: Instant, minutes: number): Instant =>
  unit === 'plain' ? at + minutes * MINUTE_MS : calendar.add(at, minutes)

interface Named {
  readonly kind: ClockKind
  readonly generation: number
  readonly importance: Importance
  /** Absent: as the profile has the kind. */
  readonly like?: { readonly unit: ClockUnit; readonly stages: readonly ClockStage[] }
}

interface ClockMaker {
  /** Minutes of the clock's unit. */
  target(kind: ClockKind, importance: Importance): number
  clock(named: Named, from: Instant, minutes: number): Clock
  /** The stages of a clock whose case has another importance now. */
  escalationOf(clock: Clock, importance: Importance): Clock['stages']
}

function clockMaker(profile: Profile, calendar: Calendar): ClockMaker {
  const { stageMinutes } = profile
  return {
    target(kind, importance) {
      if (kind === 'ANSWER') return profile.answer[importance]
      if (kind === 'DRAFT') return profile.answer[importance] - profile.draftBefore
      return profile.clocks[kind].minutes ?? 0
    },
    clock({ kind, generation, importance, like = profile.clocks[kind] }, from, minutes) {
      const { unit, stages } = like
      const dueAt = added(calendar, unit, from, minutes)
      const when: Length = { from, minutes, dueAt, importance, add: (at, more) => added(calendar, unit, at, more) }
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
          const at = STAGE_AT[stage](when, stageMinutes)
          return at === null ? [] : [{ stage, at }]
        }),
        fired: [],
      }
    },
    escalationOf({ stages, unit, dueAt }, importance) {
      const at = STAGE_AT.escalation({ dueAt, importance, add: (from, more) => added(calendar, unit, from, more) }, stageMinutes)
      return stages.map((one) => (one.stage === 'escalation' ? { ...one, at } : one))
    },
  }
}

/** A clock's length in its own unit. */
interface Length {
  readonly from: Instant
  readonly minutes: number
  readonly dueAt: Instant
  readonly importance: Importance
  readonly add: (at: Instant, minutes: number) => Instant
}

/** Start ⊕ (length − left), never due − left; null for a clock that is shorter. */
const beforeEnd = ({ from, minutes, add }: Length, left: number): Instant | null => (minutes > left ? add(from, minutes - left) : null)

/** An act at the due instant is on time; one millisecond later is not. */
const broken = ({ dueAt }: Pick<Length, 'dueAt'>): Instant => dueAt + 1

/** When each stage comes; null: this clock has none. */
const STAGE_AT = {
  half: ({ from, minutes, add }) => add(from, minutes / 2),
  'hour-left': (length, { hourLeft }) => beforeEnd(length, hourLeft),
  'quarter-left': (length, { quarterLeft }) => beforeEnd(length, quarterLeft),
  breach: broken,
  escalation: (
    { dueAt, importance, add }: Pick<Length, 'dueAt' | 'importance' | 'add'>,
    { escalation }: Profile['stageMinutes'],
  ): Instant => (escalation[importance] === 0 ? broken({ dueAt }) : add(dueAt, escalation[importance])),
} satisfies Readonly<Record<ClockStage, (length: Length, minutes: Profile['stageMinutes']) => Instant | null>>
