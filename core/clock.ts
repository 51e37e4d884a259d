import type { Instant } from './time.ts'

export const CLOCK_KINDS = ['ROUTE', 'RETURN', 'REROUTE', 'ANSWER', 'DRAFT', 'APPROVE', 'REWORK', 'PUBLISH'] as const
/** Names of the regulation's promises, p.7–14. The multi-agency and interim clocks join this list with their commands. */
export type ClockKind = (typeof CLOCK_KINDS)[number]

export const CLOCK_STAGES = ['half', 'hour-left', 'quarter-left', 'breach', 'escalation'] as const
/** 50 %, T−60 wm, T−15 wm, breach, +240 wm. */
export type ClockStage = (typeof CLOCK_STAGES)[number]

export type ClockUnit = 'plain' | 'working'

/** One promise of one case. `dueAt` and `stages` are stamped when the fact is decided: a later calendar moves them by a fact
 *  of its own alone. */
export interface Clock {
  readonly kind: ClockKind
  /** Grows with every recomputation; part of an alarm's identity. */
  readonly generation: number
  readonly unit: ClockUnit
  readonly calendarId: string
  readonly calendarVersion: string
  /** Minutes of `unit`. */
  readonly target: number
  readonly consumed: number
  readonly startedAt: Instant
  /** Null while stopped. */
  readonly runningSince: Instant | null
  readonly dueAt: Instant
  readonly stoppedAt: Instant | null
  /** The stages that give an alarm, with their instants; `fired` is the set already recorded. */
  readonly stages: readonly { readonly stage: ClockStage; readonly at: Instant }[]
  readonly fired: readonly { readonly stage: ClockStage; readonly at: Instant; readonly late: boolean }[]
}

/** An act at the due instant is on time; one millisecond later is not. */
export const isLate = (clock: Pick<Clock, 'stoppedAt' | 'dueAt'>, now: Instant): boolean => (clock.stoppedAt ?? now) > clock.dueAt

const MINUTE_MS = 60_000

/**
 * From when an hour and a quarter of an hour are left, told as the alarms tell it: in the clock's own time, so that on Monday at 17:55 a
 * quarter may be left of a term of Tuesday morning. A clock without such an alarm: from its start when it is no longer than that.
 */
export const warningsOf = (clock: Pick<Clock, 'stages' | 'target' | 'startedAt' | 'dueAt'>): { nearAt: Instant; soonAt: Instant } => ({
  nearAt: leftFrom(clock, 'hour-left', 60),
  soonAt: leftFrom(clock, 'quarter-left', 15),
})

function leftFrom(
  { stages, target, startedAt, dueAt }: Pick<Clock, 'stages' | 'target' | 'startedAt' | 'dueAt'>,
  stage: ClockStage,
  minutes: number,
): Instant {
  const told = stages.find((one) => one.stage === stage)
  return told?.at ?? (target <= minutes ? startedAt : dueAt - minutes * MINUTE_MS)
}

/** `clockId:generation:stage`, unique for ever. */
export const alarmId = (caseId: string, clock: Pick<Clock, 'kind' | 'generation'>, stage: ClockStage): string =>
  `${caseId}:${clock.kind}:${clock.generation}:${stage}`
