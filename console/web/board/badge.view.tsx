import { computed } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import type { Instant } from '../../../core/time.ts'
import { dayAndTime } from '../shell/date-text.ts'
import { now } from '../shell/server-time.state.ts'
import { t } from '../text/text.ts'
import type { RowClock } from '../wire/api-types.ts'
import { countdownText, type Level, levelOf, SHAPES } from './countdown.ts'

interface BadgeProps {
  readonly clock: RowClock | null
  readonly openedAt: Instant
}

/** Countdown of one clock. Only its text node and class change as time passes. */
export function Badge({ clock, openedAt }: BadgeProps) {
  const words = t().countdown
  const parts = useMemo(() => {
    const level = computed(() => levelOf(clock, now.value))
    return {
      className: computed(() => `badge badge-${level.value}`),
      shape: computed(() => SHAPES[level.value]),
      text: computed(() => countdownText(clock, openedAt, now.value, words)),
      title: computed(() => titleOf(clock, level.value)),
    }
  }, [clock, openedAt, words])
  return (
    <span class={parts.className} title={parts.title}>
      <span aria-hidden="true">{parts.shape}</span>
      <span role="timer" aria-live="off">
        {parts.text}
      </span>
    </span>
  )
}

/** What time is left of the clock is told beside the hours that pass until it is due: a night between them does not count. */
function titleOf(clock: RowClock | null, level: Level): string {
  const { due, levels } = t().countdown
  return clock === null ? levels.none : `${due(t().clocks[clock.kind], dayAndTime(clock.dueAt))}; ${levels[level]}`
}
