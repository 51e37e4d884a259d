import type { Client, estypes } from '@elastic/elasticsearch'
import type { CollectionName } from '../../core/collections.ts'
import { Misconfigured } from '../../core/errors.ts'
import { asPipelineError } from './client.ts'
import {
  declaredProperties,
  type MappingDifference,
  mappingDifference,
  mappingOf,
  presentProperties,
  propertyText,
  SETTINGS,
} from './mappings.ts'
import { isMonthly, NAMES, type Places } from './places.ts'
import { ANYWHERE, isAny, NOT_THERE } from './asking.ts'

/** Where the documents of a collection are. */
export interface Indices extends Places {
  /** The indices, or aliases of one, that a document of this collection may be in now. */
  present(collection: CollectionName): Promise<readonly string[]>
}

export const indices = (client: Client, places: Places): Indices => ({
  ...places,
  async present(collection) {
    if (!isMonthly(collection)) return [places.pattern(collection)]
    return Object.keys(await client.indices.getAlias({ index: places.pattern(collection), ...ANYWHERE }))
  },
})

/** An index of a collection beside what the code declares for it. */
export interface Inspected {
  readonly collection: CollectionName
  readonly index: string
  /** By path: what is declared, and the fields that other releases have put there. */
  readonly wanted: ReturnType<typeof declaredProperties>
  readonly difference: MappingDifference
}

/** Every index that is in use. */
export async function inspect(client: Client, places: Places): Promise<readonly Inspected[]> {
  const inspected = NAMES.map(async (collection) => {
    const found = await client.indices.getMapping({ index: places.pattern(collection), ...ANYWHERE })
    return Object.entries(found).map(([index, { mappings }]): Inspected => {
      return beside(collection, index, mappings)
    })
  })
  return (await Promise.all(inspected)).flat()
}

function beside(collection: CollectionName, index: string, mappings: estypes.MappingTypeMapping): Inspected {
  const present = presentProperties(mappings)
  const wanted = declaredProperties(collection, present)
  return { collection, index, wanted, difference: mappingDifference(present, wanted) }
}

/** The templates of monthly collections that have no month yet, by which the first will be made; none for an account that may not look. */
async function inspectTemplates(client: Client, places: Places, found: readonly Inspected[]): Promise<readonly Inspected[]> {
  const empty = NAMES.filter((collection) => isMonthly(collection) && !found.some((one) => one.collection === collection))
  const inspected = empty.map(async (collection) => {
    const name = templateName(places, collection)
    const mappings = await client.indices.getIndexTemplate({ name }).then(
      ({ index_templates: [present] }) => present?.index_template.template?.mappings,
      (error: unknown) => (isAny(error, NOT_THERE, FORBIDDEN) ? undefined : Promise.reject(error)),
    )
    return mappings === undefined ? [] : [beside(collection, name, mappings)]
  })
  return (await Promise.all(inspected)).flat()
}

const FORBIDDEN = 403

/** Puts in place what the declared collections lack, and nothing where they lack nothing, so that an older release beside a newer one takes
 *  nothing back. @throws {Misconfigured} one sentence: a type that has changed, or a right that is missing */
export async function ensure(client: Client, places: Places): Promise<void> {
  const found = await inspect(client, places)
  const templates = await inspectTemplates(client, places, found)
  for (const one of [...found, ...templates]) assertSameTypes(one)
  if (isComplete([...found, ...templates])) return
  try {
    await prepare(client, places, found, templates)
  } catch (error) {
    const known = asPipelineError(error)
    if (!(known instanceof Misconfigured)) throw known
    const sentence = `Elasticsearch lacks ${lacking([...found, ...templates])}: run "otklik migrate --store" with an account that may prepare it`
    throw new Misconfigured(`${sentence} (${known.message})`, known.details, { cause: error })
  }
}

function assertSameTypes({ collection, index, difference }: Inspected): void {
  const [first] = difference.changed
  if (first === undefined) return
  const { path, present, declared } = first
  const what = `${collection}.${path.replace(/^fields\./, '')} as ${propertyText(present)} in ${index}`
  throw new Misconfigured(
    `Elasticsearch keeps ${what}, and this release declares ${propertyText(declared)}: run "otklik migrate --store" of the newest release`,
    { index, path },
  )
}

const isComplete = (found: readonly Inspected[]): boolean =>
  NAMES.every((collection) => isMonthly(collection) || found.some((one) => one.collection === collection)) &&
  found.every(({ difference }) => Object.keys(difference.lacking).length === 0)

/** The first thing that is not there, in words. */
function lacking(found: readonly Inspected[]): string {
  const short = found.find(({ difference }) => Object.keys(difference.lacking).length > 0)
  if (short !== undefined) return `the field ${Object.keys(short.difference.lacking)[0]?.replace(/^fields\./, '')} of ${short.index}`
  return `the index of ${NAMES.find((collection) => !isMonthly(collection) && !found.some((one) => one.collection === collection))}`
}

/** Templates, indices and fields. */
export async function prepare(
  client: Client,
  places: Places,
  found: readonly Inspected[],
  templates: readonly Inspected[] = [],
): Promise<void> {
  const of = (collection: CollectionName) => [...found, ...templates].filter((one) => one.collection === collection)
  await Promise.all(NAMES.map((collection) => client.indices.putIndexTemplate(template(places, collection, of(collection)))))
  const missing = NAMES.filter((collection) => !isMonthly(collection) && of(collection).length === 0)
  await Promise.all(missing.map((collection) => makeIndex(client, places, collection)))
  await Promise.all(
    found.map(async ({ index, difference: { lacking: fields } }) => {
      if (Object.keys(fields).length > 0) await client.indices.putMapping({ index, properties: mappingOf(fields).properties ?? {} })
    }),
  )
}

function template(
  places: Places,
  collection: CollectionName,
  found: readonly Inspected[],
): estypes.IndicesPutIndexTemplateRequest & { name: string } {
  const pattern = places.pattern(collection)
  const others = Object.assign({}, ...found.map((one) => one.wanted)) as Inspected['wanted']
  return {
    name: templateName(places, collection),
    index_patterns: [isMonthly(collection) ? pattern : `${pattern}-*`],
    // A month appears with its first document; any other index is made here, so that no late write makes one that is gone.
    allow_auto_create: isMonthly(collection),
    template: { settings: SETTINGS, mappings: mappingOf(declaredProperties(collection, others)) },
  }
}

const templateName = (places: Places, collection: CollectionName): string => places.pattern(collection).replace(/-\*$/, '')

async function makeIndex(client: Client, places: Places, collection: CollectionName): Promise<void> {
  const alias = places.pattern(collection)
  await client.indices
    .create({ index: places.next(collection, alias), aliases: { [alias]: { is_write_index: true } } })
    .catch((error: unknown) => {
      if (!String(error).includes('resource_already_exists_exception')) throw error
    })
}
