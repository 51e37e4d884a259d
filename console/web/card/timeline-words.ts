import type { Fact, MovedClock } from '../../../core/case.ts'
import { dayAndTime } from '../shell/date-text.ts'
import { agencyName, placeText, reworkName, topicName } from '../shell/names.ts'
import { t } from '../text/text.ts'
import type { TimelineItem } from '../wire/api-types.ts'

type Data = TimelineItem['data']
type Words = (data: Data) => readonly (string | null)[]

const text = (data: Data, key: string): string | null => {
  const value = data[key]
  return typeof value === 'string' && value !== '' ? value : null
}
const named = (data: Data, key: string, name: (id: string) => string): string | null => {
  const id = text(data, key)
  return id === null ? null : name(id)
}
/** The name of a code in one of the dictionary's tables; the code itself when the table does not know it. */
const coded = (data: Data, key: string, table: Readonly<Record<string, string>>): string | null =>
  named(data, key, (code) => table[code] ?? code)

const flagged = (data: Data, key: string, words: string): string | null => (data[key] === true ? words : null)

const agency: Words = (data) => [
  named(data, 'agencyId', agencyName),
  text(data, 'overrideReason'),
  text(data, 'reason'),
  flagged(data, 'secondReturn', t().card.secondReturn),
  flagged(data, 'accountMissing', t().card.accountMissing),
]
const reason: Words = (data) => [text(data, 'reason')]

type Alarm = Extract<Fact, { type: 'AlarmFired' }>['alarms'][number]

/** Which promise, how far it is, and whether that was noticed after its time. */
function alarmWords({ kind, stage, late }: Alarm): string {
  const words = `${t().clocks[kind]}: ${t().stages[stage]}`
  return late ? `${words} (${t().card.noticedLate})` : words
}

const moveWords = ({ kind, from, to }: MovedClock): string =>
  `${t().clocks[kind]}: ${dayAndTime(from)} → ${from === to ? t().card.warningsMove : dayAndTime(to)}`

/** What is worth saying of each fact beside its name. */
const WORDS: Readonly<Partial<Record<Fact['type'], Words>>> = {
  MessageDetected: (data) => [
    named(data, 'topicId', topicName),
    placeText({ placeName: text(data, 'placeName'), districtId: text(data, 'districtId') }),
    coded(data, 'importance', t().importance),
  ],
  MessageDismissed: (data) => [coded(data, 'as', t().dismissals), text(data, 'reason'), text(data, 'target')],
  MessageRefused: (data) => [coded(data, 'ground', t().grounds), text(data, 'reason')],
  RoutedToAgency: agency,
  ReroutedToAgency: agency,
  ReturnedByAgency: (data) => [
    named(data, 'agencyId', agencyName),
    text(data, 'reason'),
    named(data, 'proposedAgencyId', (id) => `→ ${agencyName(id)}`),
  ],
  AcceptedByAgency: (data) => [flagged(data, 'tacit', t().card.tacit)],
  ReworkAsked: (data) => [named(data, 'code', reworkName), text(data, 'comment')],
  AnswerPublished: (data) => [text(data, 'url'), text(data, 'reason')],
  PublicationFailed: reason,
  ImportanceChanged: (data) => [coded(data, 'importance', t().importance), text(data, 'reason')],
  CaseReopened: reason,
  CommentAdded: (data) => [text(data, 'text')],
  CalendarCorrected: (data) => [text(data, 'reason'), ...(data['moved'] as readonly MovedClock[]).map(moveWords)],
  AlarmFired: ({ alarms }) => (alarms as readonly Alarm[]).map(alarmWords),
}

/** Lines under an entry of the history. */
export const timelineWords = (item: TimelineItem): readonly string[] =>
  (WORDS[item.type]?.(item.data) ?? []).filter((line): line is string => line !== null)
