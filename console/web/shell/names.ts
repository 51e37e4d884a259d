import { computed } from '@preact/signals'
import type { Agency } from '../../../core/agency.ts'
import { WHOLE_REGION } from '../../../core/case.ts'
import type { Author } from '../../../core/post.ts'
import { t } from '../text/text.ts'
import type { CaseRow, InTwoLanguages } from '../wire/api-types.ts'
import { language } from './preferences.state.ts'
import { directory, session } from './session.state.ts'

export interface Choice {
  readonly id: string
  readonly name: string
}

/** The region's own names follow the chosen language, as every text of the page does. */
export const inLanguage = ({ name, nameEn }: InTwoLanguages): string => (language.value === 'en' ? nameEn : name)

export const topicChoices = computed(
  () => directory.value?.topics.map((topic): Choice & { readonly groupId: string } => ({ ...topic, name: inLanguage(topic) })) ?? [],
)
export const groupChoices = computed(
  () => directory.value?.groups.map((group): Choice => ({ id: group.id, name: inLanguage(group) })) ?? [],
)
export const districtChoices = computed(
  () => directory.value?.districts.map((district): Choice => ({ id: district.id, name: inLanguage(district) })) ?? [],
)
export const platformChoices = computed(() => (directory.value?.platforms ?? []).map((id): Choice => ({ id, name: t().platforms[id] })))
const agencyChoices = computed(
  () =>
    directory.value?.agencies.map(({ id, shortName, shortNameEn }): Choice => ({
      id,
      name: inLanguage({ name: shortName, nameEn: shortNameEn }),
    })) ?? [],
)

/** Agencies to send a case to: those that take none just now are marked (p.6). */
export const recipientChoices = computed(() => agencyChoices.value.map(({ id }): Choice => ({ id, name: recipientName(id) })))

/** From where the agency of a case may speak. */
export const accountsOf = ({ agencyId }: Pick<CaseRow, 'agencyId'>): Agency['accounts'] =>
  directory.value?.agencies.find(({ id }) => id === agencyId)?.accounts ?? []

const byId = (choices: readonly Choice[]): ReadonlyMap<string, string> => new Map(choices.map(({ id, name }) => [id, name]))
const topicNames = computed(() => byId(topicChoices.value))
const districtNames = computed(() => byId([{ id: WHOLE_REGION, name: t().decide.wholeRegion }, ...districtChoices.value]))
const agencyNames = computed(() => byId(agencyChoices.value))

/** Names by id; an id the directory no longer has is shown as it is. */
export const topicName = (id: string): string => topicNames.value.get(id) ?? id
export const districtName = (id: string): string => districtNames.value.get(id) ?? id
export const agencyName = (id: string): string => agencyNames.value.get(id) ?? id

/** The name of an agency to send a case to, with what speaks against it. */
export function recipientName(id: string): string {
  const agency = directory.value?.agencies.find((one) => one.id === id)
  if (agency === undefined || (agency.active && agency.ready)) return agencyName(id)
  return `${agencyName(id)} (${agency.active ? t().decide.notReady : t().decide.inactive})`
}

/** What a curator wants corrected (p.12), in the chosen language. */
export const reworkChoices = computed(
  () => directory.value?.reworkCodes.map(({ id, ru, en }): Choice => ({ id, name: language.value === 'ru' ? ru : en })) ?? [],
)
const reworkNames = computed(() => byId(reworkChoices.value))
export const reworkName = (id: string): string => reworkNames.value.get(id) ?? id

type Where = Pick<CaseRow, 'placeName' | 'districtId'>

const region = (): InTwoLanguages | undefined => (session.value.kind === 'in' ? session.value.view.region : undefined)

/** A place that is a whole municipality, or the region, by its name in the chosen language; any other as it is written on the spot. */
export function placeText({ placeName, districtId }: Where): string {
  const whole = districtId === null ? region() : directory.value?.districts.find(({ id }) => id === districtId)
  if (placeName !== null && placeName !== '' && placeName !== whole?.name) return placeName
  if (districtId !== null) return districtName(districtId)
  return placeName === null || whole === undefined ? t().board.noPlace : inLanguage(whole)
}

/** The place and the municipality it lies in. */
export function whereText(where: Where): string {
  const place = placeText(where)
  const district = where.districtId === null ? place : districtName(where.districtId)
  return place === district ? place : `${place}, ${district}`
}

/** The server sends a masked author as an author or as a bare name. */
export const authorName = (author: Author | string): string => (typeof author === 'string' ? author : author.name)
