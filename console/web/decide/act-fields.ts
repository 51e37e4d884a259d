import { CURATORS } from '../../../core/actor.ts'
import { WHOLE_REGION } from '../../../core/case.ts'
import { REFUSAL_GROUNDS } from '../../../core/classification.ts'
import {
  accountsOf,
  type Choice,
  districtChoices,
  groupChoices,
  recipientChoices,
  recipientName,
  reworkChoices,
  topicChoices,
  topicName,
} from '../shell/names.ts'
import { instantOfLocal } from '../shell/local-time.ts'
import { session } from '../shell/session.state.ts'
import { t } from '../text/text.ts'
import type { CaseCard } from '../wire/api-types.ts'

/** One question of an act's form. */
export interface Field {
  readonly name: string
  readonly kind: 'select' | 'text' | 'url' | 'area' | 'time' | 'check'
  readonly label: string
  readonly initial: string
  readonly optional: boolean
  /** Groups of choices; a group without a name stands first. */
  readonly options: readonly { readonly group: string; readonly options: readonly Choice[] }[]
}

type Fields = (card: CaseCard) => readonly Field[]

const field = (name: string, kind: Field['kind'], label: string, more: Partial<Field> = {}): Field => ({
  name,
  kind,
  label,
  initial: '',
  optional: false,
  options: [],
  ...more,
})

const plain = (options: readonly Choice[]): Field['options'] => [{ group: '', options }]
const reason = (): Field => field('reason', 'area', t().decide.reason)

/** The guesses first, then every topic by its group. */
function topics(card: CaseCard): Field {
  const guesses = card.classification.topics.map(({ topicId }) => ({ id: topicId, name: topicName(topicId) }))
  const groups = groupChoices.value.map(({ id, name }) => ({
    group: name,
    options: topicChoices.value.filter((topic) => topic.groupId === id),
  }))
  return field('topicId', 'select', t().decide.topic, { initial: card.topicId ?? '', options: [...plain(guesses), ...groups] })
}

const districts = (card: CaseCard): Field =>
  field('districtId', 'select', t().decide.district, {
    initial: card.districtId ?? (card.classification.place?.level === 'region' ? WHOLE_REGION : ''),
    options: plain([{ id: WHOLE_REGION, name: t().decide.wholeRegion }, ...districtChoices.value]),
  })

/** The suggested bodies first. */
function agencies(card: CaseCard, name: string, optional = false): Field {
  const suggested = card.suggested.map(({ agencyId }) => ({ id: agencyId, name: recipientName(agencyId) }))
  const label = name === 'agencyId' ? t().decide.agency : t().decide.proposedAgency
  return field(name, 'select', label, {
    initial: optional ? '' : (suggested[0]?.id ?? ''),
    optional,
    options: [...plain(suggested), { group: t().decide.agency, options: recipientChoices.value }],
  })
}

/** Of the agency; the one where the message stands is the likeliest. */
function accounts(card: CaseCard): Field {
  const own = accountsOf(card)
  return field('accountId', 'select', t().decide.account, {
    initial: own.find(({ platform }) => platform === card.platform)?.id ?? '',
    optional: true,
    options: plain(own.map(({ id, url }) => ({ id, name: url }))),
  })
}

/** Whose consent a return needs (p.8); an agency returns without one or not at all. */
const isCurator = (): boolean => session.value.kind === 'in' && CURATORS.includes(session.value.view.account.role)

const override = (name: string): Field => field(name, 'area', t().decide.override, { optional: true })

/** What each act asks; an act that is not here asks nothing and is done at once. */
export const FIELDS: Readonly<Record<string, Fields>> = {
  detect: (card) => [
    topics(card),
    districts(card),
    field('placeName', 'text', t().decide.placeName, { initial: card.placeName ?? '', optional: true }),
  ],
  dismiss: () => [
    field('as', 'select', t().decide.dismissAs, {
      initial: 'not-required',
      options: plain(Object.entries(t().dismissals).map(([id, name]) => ({ id, name }))),
    }),
    reason(),
    field('target', 'text', t().decide.target, { optional: true }),
  ],
  refuse: (card) => [
    field('ground', 'select', t().decide.ground, {
      initial: card.classification.refusals[0]?.value ?? '',
      options: plain(REFUSAL_GROUNDS.map((id) => ({ id, name: t().grounds[id] }))),
    }),
    reason(),
  ],
  route: (card) => [agencies(card, 'agencyId'), override('overrideReason')],
  reroute: (card) => [agencies(card, 'agencyId'), override('reason')],
  return: (card) => [
    reason(),
    agencies(card, 'proposedAgencyId', true),
    ...(isCurator() ? [field('curatorConsent', 'check', t().decide.consent, { optional: true })] : []),
  ],
  'ask-rework': () => [
    field('code', 'select', t().decide.code, { options: plain(reworkChoices.value) }),
    field('comment', 'area', t().decide.comment),
  ],
  publish: (card) => [
    field('url', 'url', t().decide.url),
    field('where', 'select', t().decide.where, {
      initial: 'in-place',
      options: plain([
        { id: 'in-place', name: t().decide.inPlace },
        { id: 'own-account', name: t().decide.ownAccount },
      ]),
    }),
    accounts(card),
    field('reason', 'area', t().decide.fallbackReason, { optional: true }),
    field('publishedAt', 'time', t().decide.publishedAt, { optional: true }),
  ],
  'change-importance': (card) => [
    field('importance', 'select', t().decide.importance, {
      initial: card.importance === 'high' ? 'normal' : 'high',
      options: plain([
        { id: 'normal', name: t().importance.normal },
        { id: 'high', name: t().importance.high },
      ]),
    }),
    reason(),
  ],
  reopen: () => [reason()],
  comment: () => [field('text', 'area', t().decide.note)],
}

/** The body of a command from what was filled in: empty is null, a time on the region's clock is an instant. */
export function bodyOf(fields: readonly Field[], values: Readonly<Record<string, string>>, timeZone: string): Record<string, unknown> {
  return Object.fromEntries(
    fields.flatMap(({ name, kind }): [string, unknown][] => {
      const value = values[name] ?? ''
      if (kind === 'check') return [[name, value === 'on']]
      if (kind === 'time') return value === '' ? [] : [[name, instantOfLocal(value, timeZone)]]
      return [[name, value === '' && name !== 'reason' ? null : value]]
    }),
  )
}
