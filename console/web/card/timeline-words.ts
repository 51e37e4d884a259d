import type { Fact } from '../../../core/case.ts'
import { agencyName, placeText, topicName } from '../shell/names.ts'
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

const agency: Words = (data) => [named(data, 'agencyId', agencyName), text(data, 'overrideReason'), text(data, 'reason')]
const reason: Words = (data) => [text(data, 'reason')]

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
  ReworkAsked: (data) => [text(data, 'comment')],
  AnswerPublished: (data) => [text(data, 'url'), text(data, 'reason')],
  PublicationFailed: reason,
  ImportanceChanged: (data) => [coded(data, 'importance', t().importance), text(data, 'reason')],
  CaseReopened: reason,
  CommentAdded: (data) => [text(data, 'text')],
}

/** Lines under an entry of the history. */
export const timelineWords = (item: TimelineItem): readonly string[] =>
  (WORDS[item.type]?.(item.data) ?? []).filter((line): line is string => line !== null)
