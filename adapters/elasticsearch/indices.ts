import type { Client, estypes } from '@elastic/elasticsearch'
import type { CollectionName } from '../../core/collections.ts'
import { Misconfigured } from '../../core/errors.ts'
import { asPipelineError } from './client.ts'
import { assertSameTypes, inspect, type Inspected, type Installed, lacking, templateName, withoutIndex } from './inspected.ts'
import { declaredProperties, mappingOf, SETTINGS } from './mappings.ts'
import { isMonthly, NAMES, type Places } from './places.ts'
import { ANYWHERE } from './asking.ts'

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

/** Puts in place what the declared collections lack, and nothing where they lack nothing, so that an older release beside a newer one takes
 *  nothing back. @throws {Misconfigured} one sentence: names that lead nowhere, a type that has changed, or a right that is missing */
export async function ensure(client: Client, places: Places): Promise<void> {
  const installed = await inspect(client, places)
  assertSameTypes(installed)
  const lack = lacking(installed)
  if (lack === null) return
  try {
    await prepare(client, places, installed)
  } catch (error) {
    const known = asPipelineError(error)
    if (!(known instanceof Misconfigured)) throw known
    const sentence = `Elasticsearch lacks ${lack}: run "otklik migrate --store" with an account that may prepare it`
    throw new Misconfigured(`${sentence} (${known.message})`, known.details, { cause: error })
  }
}

/** What there is, in words; makes nothing. @throws {Misconfigured} as `ensure` by an account that may prepare nothing */
export async function lookAtIndices(client: Client, places: Places): Promise<string> {
  const installed = await inspect(client, places)
  assertSameTypes(installed)
  const lack = lacking(installed)
  if (lack === null) return 'every index and template is there'
  // Before the first start; a template alone may be left of an installation that somebody has deleted.
  if (installed.indices.length === 0) return 'no index is there yet: the first start or "otklik migrate --store" makes them'
  throw new Misconfigured(`Elasticsearch lacks ${lack}: run "otklik migrate --store"`)
}

/** Templates, indices and fields. */
export async function prepare(client: Client, places: Places, installed: Installed): Promise<void> {
  const of = (collection: CollectionName) => [...installed.indices, ...installed.templates].filter((one) => one.collection === collection)
  await Promise.all(NAMES.map((collection) => client.indices.putIndexTemplate(template(places, collection, of(collection)))))
  await Promise.all(withoutIndex(installed).map((collection) => makeIndex(client, places, collection)))
  await Promise.all(
    installed.indices.map(async ({ index, difference: { lacking: fields } }) => {
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

async function makeIndex(client: Client, places: Places, collection: CollectionName): Promise<void> {
  const alias = places.pattern(collection)
  await client.indices
    .create({ index: places.next(collection, alias), aliases: { [alias]: { is_write_index: true } } })
    .catch((error: unknown) => {
      if (!String(error).includes('resource_already_exists_exception')) throw error
    })
}
