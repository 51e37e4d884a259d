import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { z } from 'zod'
import { GazetteerSchema } from '../classifier/places/gazetteer.ts'
import { ImportanceSchema, RefusalSchema, ResponseSchema, RulesetSchema } from '../classifier/rules/ruleset.ts'
import { SeedsSchema, TopicsSchema } from '../classifier/topics.ts'
import { Misconfigured } from '../core/errors.ts'
import { CompetenceSchema } from '../router/competence.ts'
import { CalendarSchema } from '../sla-engine/calendar/calendar-spec.ts'
import { ProfileSchema } from '../sla-engine/profile.ts'
import { readYaml } from './read-yaml.ts'
import { AgenciesSchema, DemoAccountsSchema, RegionSchema, SourcesSchema } from './region.ts'

const root = fileURLToPath(new URL('.', import.meta.url))

/** Folder of one region's data. */
export const regionFolder = (id: string): string => join(root, id)

/** All data of one region, read and checked file by file, then against one another. @throws {Misconfigured} naming file, field and problem */
export function loadRegion(id: string) {
  const folder = regionFolder(id)
  const read = <T>(name: string, schema: z.ZodType<T>): T => readYaml(join(folder, `${name}.yaml`), schema)
  const data = {
    folder,
    region: read('region', RegionSchema),
    profile: read('profile', ProfileSchema),
    calendar: read('calendar', CalendarSchema),
    agencies: read('agencies', AgenciesSchema),
    competence: read('competence', CompetenceSchema),
    topics: read('topics', TopicsSchema),
    rules: read('rules', RulesetSchema),
    importance: read('importance', ImportanceSchema),
    response: read('response', ResponseSchema),
    refusal: read('refusal', RefusalSchema),
    places: read('places', GazetteerSchema),
    sources: read('sources', SourcesSchema),
    demoAccounts: read('accounts', DemoAccountsSchema),
    seeds: seedFiles(folder).map((file) => readYaml(file, SeedsSchema)),
  }
  const problems = contradictions(data)
  if (problems.length > 0) throw new Misconfigured(`${folder} contradicts itself: ${problems.slice(0, 20).join('; ')}`)
  return data
}

export type Region = ReturnType<typeof loadRegion>

const seedFiles = (folder: string): readonly string[] =>
  readdirSync(join(folder, 'seeds'))
    .filter((name) => name.endsWith('.yaml'))
    .toSorted()
    .map((name) => join(folder, 'seeds', name))

/** What one file says about another that is not there. */
function contradictions(data: Omit<Region, 'folder'>): readonly string[] {
  const agencies = new Set(data.agencies.agencies.map((agency) => agency.id))
  const topics = new Set(data.topics.groups.flatMap((group) => group.topics.map((topic) => topic.id)))
  const groups = new Set(data.topics.groups.map((group) => group.id))
  const districts = new Set(data.places.municipalities.map((one) => one.id))
  const knownTopic = (pattern: string): boolean =>
    pattern === '*' || topics.has(pattern) || (pattern.endsWith('/*') && groups.has(pattern.slice(0, -2)))
  const { fallbackAgencyId } = data.competence
  return [
    ...(data.calendar.timeZone === data.region.timeZone
      ? []
      : [`calendar timeZone: ${data.calendar.timeZone} is not ${data.region.timeZone} of the region`]),
    ...(fallbackAgencyId === undefined || agencies.has(fallbackAgencyId)
      ? []
      : [`competence fallbackAgencyId: no agency ${fallbackAgencyId}`]),
    ...data.competence.rules.flatMap((rule) => [
      ...rule.agencies.filter((id) => !agencies.has(id)).map((id) => `competence ${rule.id}: no agency ${id}`),
      ...rule.topics.filter((pattern) => !knownTopic(pattern)).map((pattern) => `competence ${rule.id}: no topic ${pattern}`),
      ...rule.districts.filter((id) => id !== '*' && !districts.has(id)).map((id) => `competence ${rule.id}: no district ${id}`),
    ]),
    ...data.rules.rules.filter((rule) => !topics.has(rule.topicId)).map((rule) => `rule ${rule.id}: no topic ${rule.topicId}`),
    ...data.seeds
      .flatMap((seeds) => Object.keys(seeds.topics))
      .filter((id) => !topics.has(id))
      .map((id) => `seeds: no topic ${id}`),
    ...data.demoAccounts.accounts.flatMap(({ login, agencyId }) =>
      agencyId === null || agencies.has(agencyId) ? [] : [`account ${login}: no agency ${agencyId}`],
    ),
    ...data.sources.sources.flatMap(({ id, districtId }) =>
      districtId === null || districts.has(districtId) ? [] : [`source ${id}: no district ${districtId}`],
    ),
  ]
}
