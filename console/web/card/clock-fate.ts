import type { Fact } from '../../../core/case.ts'
import { type Clock, type ClockKind, isLate } from '../../../core/clock.ts'
import type { TimelineItem } from '../wire/api-types.ts'

/** What became of a promise that no longer runs. */
export type Fate = 'kept' | 'broken' | 'suspended' | 'cancelled'

/** The facts that stop clocks without keeping what was promised. A return stops the agency's DRAFT until the case is with the next one (p.8, p.9);
 *  its own clock it keeps. */
const UNKEPT: Readonly<Partial<Record<Fact['type'], (kind: ClockKind) => Fate>>> = {
  MessageRefused: () => 'cancelled',
  MessageDismissed: () => 'cancelled',
  ReturnedByAgency: (kind) => (kind === 'DRAFT' ? 'suspended' : 'kept'),
}

type Stopping = Pick<TimelineItem, 'type' | 'stops'>

/** A clock does not know who stopped it, but the history does. A term that had passed by then was broken, whatever stopped it. */
export function fateOf(clock: Pick<Clock, 'kind' | 'dueAt' | 'stoppedAt'>, timeline: readonly Stopping[], now: number): Fate {
  if (isLate(clock, now)) return 'broken'
  const { kind, stoppedAt } = clock
  const stoppedBy = timeline.findLast(({ stops }) => stops.some((stop) => stop.kind === kind && stop.at === stoppedAt))
  return (stoppedBy && UNKEPT[stoppedBy.type]?.(kind)) ?? 'kept'
}
