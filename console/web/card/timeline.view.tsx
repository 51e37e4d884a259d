import { clockTime, dayText } from '../shell/date-text.ts'
import { t } from '../text/text.ts'
import type { CaseCard, TimelineItem } from '../wire/api-types.ts'
import { timelineWords } from './timeline-words.ts'

/** Who did what and when, and what it did to the clocks; the newest last. */
export function Timeline({ card }: { card: CaseCard }) {
  return (
    <section class="panel" aria-labelledby="timeline-title">
      <h3 id="timeline-title">{t().card.timeline}</h3>
      <ol class="timeline">
        {card.timeline.map((item, index) => (
          <TimelineEntry key={item.id} item={item} day={newDay(card.timeline, index)} />
        ))}
      </ol>
    </section>
  )
}

/** The day, where it differs from the entry above. */
function newDay(items: readonly TimelineItem[], index: number): string | null {
  const [item, before] = [items[index], items[index - 1]]
  if (item === undefined) return null
  const day = dayText(item.at)
  return before !== undefined && dayText(before.at) === day ? null : day
}

function TimelineEntry({ item, day }: { item: TimelineItem; day: string | null }) {
  const words = timelineWords(item)
  return (
    <li data-fact={item.type} data-at={item.at}>
      {day !== null && <span class="day">{day}</span>}
      <time>{clockTime(item.at)}</time>
      <div>
        <b>{t().facts[item.type]}</b> <span class="by">{item.by.role === null ? t().card.system : item.by.name}</span>
        {item.late && <span class="late-mark">{t().card.late}</span>}
        {words.map((text, index) => (
          <p key={index}>{text}</p>
        ))}
        <ClockChanges item={item} />
      </div>
    </li>
  )
}

function ClockChanges({ item }: { item: TimelineItem }) {
  if (item.starts.length + item.stops.length === 0) return null
  return (
    <ul class="clock-changes">
      {item.stops.map((stop) => (
        <li key={`stop ${stop.kind}`} data-stops={stop.kind}>
          <span aria-hidden="true">■ </span>
          {t().card.stops(t().clocks[stop.kind], sameDayTime(stop.at, item.at))}
        </li>
      ))}
      {item.starts.map((clock) => (
        <li key={`start ${clock.kind}`} data-starts={clock.kind}>
          <span aria-hidden="true">▶ </span>
          {t().card.starts(t().clocks[clock.kind], sameDayTime(clock.dueAt, item.at))}
        </li>
      ))}
    </ul>
  )
}

const sameDayTime = (at: number, reference: number): string =>
  dayText(at) === dayText(reference) ? clockTime(at) : `${dayText(at)}, ${clockTime(at)}`
