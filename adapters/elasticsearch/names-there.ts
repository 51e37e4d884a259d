import type { Client, estypes } from '@elastic/elasticsearch'
import { Misconfigured } from '../../core/errors.ts'
import { isMonthly, NAMES, type Places } from './places.ts'

/** What stands under the names of an installation. */
export type NamesThere = Pick<estypes.IndicesResolveIndexResponse, 'indices' | 'aliases'>

export const namesThere = (client: Client, { prefix }: Places): Promise<NamesThere> =>
  client.indices.resolveIndex({ name: `${prefix}*`, expand_wildcards: 'all' })

/** @throws {Misconfigured} the first thing that is wrong with the names, and what puts it right: a person has made it so, and nothing
 *  that Otklik could make would give the documents back */
export async function assertNames(client: Client, places: Places): Promise<void> {
  const [wrong] = wrongNames(await namesThere(client, places), places)
  if (wrong !== undefined) throw new Misconfigured(`Elasticsearch: ${wrong}`)
}

/** Everything that is wrong, in sentences. A swap of indices is one step of the server: nobody finds both or neither behind a name. */
export function wrongNames(there: NamesThere, places: Places): readonly string[] {
  const single = NAMES.filter((collection) => !isMonthly(collection)).map(places.pattern)
  return [...doubled(there, places), ...single.flatMap((alias) => closed(there, alias)), ...single.flatMap((alias) => gone(there, alias))]
}

const behind = ({ aliases }: NamesThere, alias: string): readonly string[] =>
  aliases.filter(({ name }) => name === alias).flatMap(({ indices }) => indices)

function doubled(there: NamesThere, places: Places): readonly string[] {
  const months = NAMES.filter(isMonthly).map((collection) => places.pattern(collection).replace(/\*$/, ''))
  const isWritten = (name: string): boolean =>
    NAMES.some((collection) => places.pattern(collection) === name) ||
    months.some((base) => name.startsWith(base) && MONTH.test(name.slice(base.length)))
  return there.aliases
    .filter(({ name }) => isWritten(name) && behind(there, name).length > 1)
    .map(
      ({ name }) => `the alias ${name} stands for ${behind(there, name).join(' and ')}: take it from the one that is not in use ${byHand}`,
    )
}

const MONTH = /^(\d{4}-\d{2}|undated)$/

const byHand = '(POST _aliases)'

const closed = (there: NamesThere, alias: string): readonly string[] =>
  there.indices
    .filter(({ name, attributes }) => attributes.includes('closed') && behind(there, alias).includes(name))
    .map(({ name }) => `the index ${name} is closed: open it (POST ${name}/_open)`)

/** An index that was made anew under that name would be empty, beside the one that has the documents. */
function gone(there: NamesThere, alias: string): readonly string[] {
  if (behind(there, alias).length > 0) return []
  const left = there.indices
    .map(({ name }) => name)
    .filter((name) => name.startsWith(`${alias}-`) && /^\d+$/.test(name.slice(alias.length + 1)))
  if (left.length === 0) return []
  return [`the alias ${alias} is gone, and ${left.join(' and ')} ${left.length > 1 ? 'are' : 'is'} there: give it back ${byHand}`]
}
