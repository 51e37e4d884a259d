import type { Client, estypes } from '@elastic/elasticsearch'
import type { CollectionName } from '../../core/collections.ts'
import { Misconfigured } from '../../core/errors.ts'
import { ANYWHERE, isAny, NOT_THERE } from './asking.ts'
import { assertNames } from './names-there.ts'
import { declaredProperties, type MappingDifference, mappingDifference, presentProperties, propertyText } from './mappings.ts'
import { isMonthly, NAMES, type Places } from './places.ts'

/** An index or a template of a collection beside what the code declares for it. */
export interface Inspected {
  readonly collection: CollectionName
  readonly index: string
  /** By path: what is declared, and the fields that other releases have put there. */
  readonly wanted: ReturnType<typeof declaredProperties>
  readonly difference: MappingDifference
}

/** What an installation has of what it needs. */
export interface Installed {
  /** Every index that is in use. */
  readonly indices: readonly Inspected[]
  readonly templates: readonly Inspected[]
  /** Names of templates that are not there. */
  readonly lost: readonly string[]
}

/** @throws {Misconfigured} names that lead nowhere or to two indices */
export async function inspect(client: Client, places: Places): Promise<Installed> {
  await assertNames(client, places)
  const inspected = NAMES.map(async (collection) => {
    const found = await client.indices.getMapping({ index: places.pattern(collection), ...ANYWHERE })
    return Object.entries(found).map(([index, { mappings }]) => beside(collection, index, mappings))
  })
  const [indices, templates] = await Promise.all([Promise.all(inspected), inspectTemplates(client, places)])
  return { indices: indices.flat(), ...templates }
}

function beside(collection: CollectionName, index: string, mappings: estypes.MappingTypeMapping): Inspected {
  const present = presentProperties(mappings)
  const wanted = declaredProperties(collection, present)
  return { collection, index, wanted, difference: mappingDifference(present, wanted) }
}

const FORBIDDEN = 403

/** Of all collections: the next month is made by one, however many there are. An account that may not look finds nothing, and nothing lost. */
async function inspectTemplates(client: Client, places: Places): Promise<Pick<Installed, 'templates' | 'lost'>> {
  const there = await client.indices.getIndexTemplate({ name: `${places.prefix}*` }).then(
    ({ index_templates: all }) => new Map(all.map(({ name, index_template: { template } }) => [name, template?.mappings ?? {}])),
    (error: unknown) => {
      if (isAny(error, NOT_THERE)) return new Map<string, never>()
      if (isAny(error, FORBIDDEN)) return null
      throw error
    },
  )
  const named = NAMES.map((collection) => ({ collection, name: templateName(places, collection) }))
  return {
    templates: named.flatMap(({ collection, name }) => {
      const mappings = there?.get(name)
      return mappings === undefined ? [] : [beside(collection, name, mappings)]
    }),
    lost: named.flatMap(({ name }) => (there === null || there.has(name) ? [] : [name])),
  }
}

export const templateName = (places: Places, collection: CollectionName): string => places.pattern(collection).replace(/-\*$/, '')

/** @throws {Misconfigured} a field that is there as another type, which only another index cures */
export function assertSameTypes({ indices, templates }: Installed): void {
  for (const { collection, index, difference } of [...indices, ...templates]) {
    const [first] = difference.changed
    if (first === undefined) continue
    const { path, present, declared } = first
    const what = `${collection}.${path.replace(/^fields\./, '')} as ${propertyText(present)} in ${index}`
    throw new Misconfigured(
      `Elasticsearch keeps ${what}, and this release declares ${propertyText(declared)}: run "otklik migrate --store" of the newest release`,
      { index, path },
    )
  }
}

/** Collections that have no index and need one before their first document. */
export const withoutIndex = ({ indices }: Installed): readonly CollectionName[] =>
  NAMES.filter((collection) => !isMonthly(collection) && !indices.some((one) => one.collection === collection))

/** The first thing that is declared and not there, in words; null where nothing is lacking. */
export function lacking(installed: Installed): string | null {
  const short = [...installed.indices, ...installed.templates].find(({ difference }) => Object.keys(difference.lacking).length > 0)
  if (short !== undefined) return `the field ${Object.keys(short.difference.lacking)[0]?.replace(/^fields\./, '')} of ${short.index}`
  const [collection] = withoutIndex(installed)
  if (collection !== undefined) return `the index of ${collection}`
  const [template] = installed.lost
  return template === undefined ? null : `the template ${template}`
}
