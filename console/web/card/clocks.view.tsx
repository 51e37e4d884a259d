import { type Clock, warningsOf } from '../../../core/clock.ts'
import { Badge } from '../board/badge.view.tsx'
import { dayAndTime } from '../shell/date-text.ts'
import { serverNow } from '../shell/server-time.state.ts'
import { t } from '../text/text.ts'
import type { CaseCard } from '../wire/api-types.ts'
import { type Fate, fateOf } from './clock-fate.ts'

/** Every promise of the case with its due time, to the minute. */
export function Clocks({ card }: { card: CaseCard }) {
  if (card.clocks.length === 0) return null
  const clocks = card.clocks.toSorted((left, right) => left.startedAt - right.startedAt)
  return (
    <section class="panel" aria-labelledby="clocks-title">
      <h3 id="clocks-title">{t().card.clocks}</h3>
      <table class="clocks">
        <tbody>
          {clocks.map((clock) => (
            <tr key={`${clock.kind} ${clock.generation}`} data-clock={clock.kind} data-due-at={clock.dueAt}>
              <th scope="row">{t().clocks[clock.kind]}</th>
              <td>
                <time>{dayAndTime(clock.startedAt)}</time> → <time>{dayAndTime(clock.dueAt)}</time>
              </td>
              <td>
                <ClockState clock={clock} timeline={card.timeline} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const SIGNS: Readonly<Record<Fate, string>> = { kept: '✓', broken: '■', suspended: '‖', cancelled: '×' }

function ClockState({ clock, timeline }: { clock: Clock; timeline: CaseCard['timeline'] }) {
  const { kind, dueAt, startedAt, stoppedAt, runningSince } = clock
  if (runningSince !== null) return <Badge clock={{ kind, dueAt, startedAt, running: true, ...warningsOf(clock) }} openedAt={startedAt} />
  const fate = fateOf(clock, timeline, serverNow())
  return (
    <span class={`clock-${fate}`}>
      {SIGNS[fate]} {stoppedAt === null ? t().card.stopped : `${t().fates[fate]}, ${dayAndTime(stoppedAt)}`}
    </span>
  )
}
