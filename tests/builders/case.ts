import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import type { Actor, Role } from '../../core/actor.ts'
import type { Agency } from '../../core/agency.ts'
import type { Case, Command, Refusal } from '../../core/case.ts'
import type { Classification } from '../../core/classification.ts'
import { type Calendar, calendar } from '../../sla-engine/calendar/calendar.ts'
import { CalendarSchema } from '../../sla-engine/calendar/calendar-spec.ts'
import { decide, type Deciding } from '../../sla-engine/decide/decide.ts'
import { evolve } from '../../sla-engine/evolve.ts'
import { openCase } from '../../sla-engine/open-case.ts'
import { type Profile, ProfileSchema } from '../../sla-engine/profile.ts'
import { terms } from '../../sla-engine/terms.ts'
import type { Post } from '../../core/post.ts'
import { aClassification } from './classification.ts'
import { aPost } from './post.ts'

const read = (name: string): unknown =>
  parse(readFileSync(fileURLToPath(new URL(`../../config/kursk/${name}.yaml`, import.meta.url)), 'utf8'))

const kurskDays = CalendarSchema.parse(read('calendar'))
/** The region's own calendar and profile. */
export const kurskCalendar = calendar(kurskDays)
export const kurskProfile: Profile = ProfileSchema.parse(read('profile'))

export const agency = (id: string, changes: Partial<Agency> = {}): Agency => ({
  id,
  name: id,
  shortName: id,
  ready: true,
  active: true,
  accounts: [
    { platform: 'vk', id: `${id}-account`, url: 'https://vk.com/club1' },
    { platform: 'telegram', id: `${id}-channel`, url: 'https://t.me/c1' },
  ],
  ...changes,
})

const AGENCIES = [agency('roads'), agency('housing'), agency('sleeping', { ready: false }), agency('mute', { accounts: [] })]

/** The region's calendar after a decree about days of one year, as `2026-05-12`. */
export function decreed(year: string, changes: { readonly off?: readonly string[]; readonly work?: readonly string[] }): Calendar {
  const { off = [], work = [] } = changes
  const known = kurskDays.years[year]!
  const isFree = (day: string): boolean => !work.includes(day)
  const days = { ...known, off: [...known.off.filter(isFree), ...off], work: [...known.work, ...work] }
  return calendar({ ...kurskDays, version: `${kurskDays.version}, decreed`, years: { ...kurskDays.years, [year]: days } })
}

export const deciding = (changes: Partial<Profile> = {}, days: Calendar = kurskCalendar): Deciding => ({
  terms: terms({ ...kurskProfile, ...changes }, days),
  directory: { agency: (id) => AGENCIES.find((one) => one.id === id) ?? null, maxLength: () => 1000 },
})

/** `17.03.2026 10:00` in Moscow → instant. */
export function moscow(text: string): number {
  const [, day, month, year, hour, minute] = /^(\d\d)\.(\d\d)\.(\d{4}) (\d\d):(\d\d)$/.exec(text) ?? []
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour) - 3, Number(minute))
}

/** Instant → `17.03.2026 10:00` in Moscow. */
export function moscowText(at: number): string {
  const [date = '', time = ''] = new Date(at + 3 * 3_600_000).toISOString().split('T')
  return `${date.split('-').toReversed().join('.')} ${time.slice(0, 5)}`
}

export const person = (role: Role, agencyId: string | null = null): Actor => ({
  kind: 'person',
  id: `${role}:${agencyId ?? ''}`,
  name: role,
  role,
  agencyId,
})
export const CURATOR = person('curator')
export const EXECUTOR = person('executor', 'roads')
export const SYSTEM: Actor = { kind: 'system', id: 'test', name: 'test', role: null, agencyId: null }

/** A case led step by step; `refusal` holds the last refused code. */
export interface Story {
  readonly current: Case
  readonly refusal: Refusal | null
  then(at: string, by: Actor, command: Command, key?: string): Story
  /** Goes on by other rules. */
  under(rules: Deciding): Story
}

export const DETECT: Command = {
  type: 'detect',
  topicId: 'roads/pothole',
  districtId: 'kurchatov',
  placeName: 'Курчатов',
  importance: 'normal',
}
export const ROUTE: Command = { type: 'route', agencyId: 'roads', overrideReason: null }
export const SUBMIT: Command = { type: 'submit', text: 'Яму заделают 20 марта.', attachments: [], accountId: 'roads-account' }

/** A message taken in at this Moscow time. */
export function story(
  openedAt: string,
  rules: Deciding = deciding(),
  changes: Partial<Post> = {},
  estimate: Partial<Classification> = {},
): Story {
  const item = { post: aPost(changes), classification: aClassification(estimate) }
  return telling(openCase(item, null, moscow(openedAt), rules), null, rules)
}

function telling(current: Case, refusal: Refusal | null, rules: Deciding): Story {
  return {
    current,
    refusal,
    under: (others) => telling(current, refusal, others),
    then(at, by, command, key = `${command.type} ${at}`) {
      const decision = decide(current, command, { by, at: moscow(at), key }, rules)
      return decision.ok ? telling(decision.facts.reduce<Case>(evolve, current), null, rules) : telling(current, decision.refusal, rules)
    },
  }
}

/** Due time of the newest clock of a kind, in Moscow. */
export const due = ({ current }: Story, kind: string): string =>
  moscowText(current.clocks.findLast((clock) => clock.kind === kind)?.dueAt ?? Number.NaN)
