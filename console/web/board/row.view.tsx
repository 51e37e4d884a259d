import type { Importance } from '../../../core/classification.ts'
import { dayAndTime } from '../shell/date-text.ts'
import { agencyName, placeText, topicName } from '../shell/names.ts'
import { t, writtenIn } from '../text/text.ts'
import type { CaseRow } from '../wire/api-types.ts'
import { Badge } from './badge.view.tsx'
import { caseEntry, isGone } from './cases.state.ts'
import { nextClock } from './countdown.ts'
import { returnedAgain } from './returned-again.ts'
import type { View } from './views.ts'

export const ROW_HEIGHT_PX = 58

export const rowElementId = (id: string): string => `row-${id}`

interface RowProps {
  readonly id: string
  readonly index: number
  readonly count: number
  readonly selected: boolean
  readonly view: View
  /** One function for the whole list: a row whose properties stay is not drawn again while others scroll by. */
  readonly choose: (id: string) => void
}

/** One line of the queue; reads its case's own signal. */
export function Row({ id, index, count, selected, view, choose }: RowProps) {
  const entry = caseEntry(id)?.value
  if (entry === undefined) return null
  const { row } = entry
  const gone = isGone(entry, view)
  return (
    <div
      role="option"
      id={rowElementId(id)}
      class={gone ? 'row row-gone' : 'row'}
      aria-selected={selected}
      aria-posinset={index + 1}
      aria-setsize={count}
      style={{ transform: `translateY(${index * ROW_HEIGHT_PX}px)` }}
      onClick={() => choose(id)}
    >
      <RowClockCell row={row} />
      <ImportanceMark importance={row.importance} />
      <span class="row-main">
        <span class="row-title">
          <RowTopic row={row} />
          {gone && <span class="state">{t().board.takenBy}</span>}
          {/* A list of one state does not repeat it in every line. */}
          {!gone && view.states.size > 1 && <span class="state">{t().states[row.state]}</span>}
        </span>
        <span class="row-text" lang={writtenIn(row.text)}>
          {row.text || t().card.noText}
        </span>
      </span>
      <RowSide row={row} />
    </div>
  )
}

function RowClockCell({ row }: { row: CaseRow }) {
  const clock = nextClock(row.clocks)
  return (
    <span class="row-clock">
      <Badge clock={clock} openedAt={row.openedAt} />
      {clock !== null && <small>{t().clocks[clock.kind]}</small>}
    </span>
  )
}

const SURE = 0.5

/** Decided, or more likely than not. */
const isSure = ({ topicId, topicConfidence }: CaseRow): boolean => topicId !== null && (topicConfidence ?? 1) >= SURE

function RowTopic({ row }: { row: CaseRow }) {
  return (
    <span class="row-topic">
      <b class={isSure(row) ? '' : 'unsure'}>{row.topicId === null ? t().board.noTopic : topicName(row.topicId)}</b>
      {row.topicConfidence !== null && <small> {Math.round(row.topicConfidence * 100)} %</small>}
    </span>
  )
}

function RowSide({ row }: { row: CaseRow }) {
  const place = placeText(row)
  return (
    <span class="row-side">
      <span class="row-place" title={place}>
        {place}
      </span>
      <span class="row-meta">
        <ReturnsMark row={row} />
        {row.refusals > 0 && (
          <span class="sign" title={t().board.refusals}>
            !
          </span>
        )}
        {row.repeats > 0 && <span title={t().board.repeats(row.repeats)}>×{row.repeats + 1}</span>}
        {row.media > 0 && <span title={t().board.photos(row.media)}>▣{row.media}</span>}
        <span class="row-source">{row.agencyId === null ? t().platforms[row.platform] : agencyName(row.agencyId)}</span>
        <time>{dayAndTime(row.createdAt)}</time>
      </span>
    </span>
  )
}

function ReturnsMark({ row }: { row: CaseRow }) {
  const words = returnedAgain(row)
  if (words === null) return null
  return (
    <span class="sign" title={words}>
      <span class="hidden-text">{words}</span>
      <span aria-hidden="true">↩{row.returns}</span>
    </span>
  )
}

/** Letter and shape: high is a filled square, normal an open circle. */
export function ImportanceMark({ importance }: { importance: Importance | null }) {
  if (importance === null)
    return (
      <span class="imp" title={t().board.unknownImportance}>
        <span class="hidden-text">{t().board.unknownImportance}</span>–
      </span>
    )
  return (
    <span class={`imp imp-${importance}`} title={`${t().board.importance}: ${t().importance[importance]}`}>
      {importance === 'high' ? t().board.high : t().board.normal}
    </span>
  )
}
