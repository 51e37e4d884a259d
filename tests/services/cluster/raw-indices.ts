import { elasticsearchClient } from '../../../adapters/elasticsearch/client.ts'
import { canonical } from '../../../core/canonical.ts'
import type { CollectionName } from '../../../core/collections.ts'
import { servers } from './servers.ts'

/** Every document of a collection as it lies in its indices, canonically, in the order of the ids; `writeId` names the write and not the document. */
export async function rawIndexed(prefix: string, collection: CollectionName): Promise<readonly string[]> {
  const { nodes } = await servers()
  const client = elasticsearchClient({ nodes, auth: null, caFile: null })
  try {
    const index = `${prefix}${collection}*`
    await client.indices.refresh({ index, allow_no_indices: true, ignore_unavailable: true })
    const { hits } = await client.search<Record<string, unknown>>({ index, ignore_unavailable: true, size: 10_000, sort: [{ id: 'asc' }] })
    return hits.hits.map(({ _source }) => canonical({ ..._source, writeId: null }))
  } finally {
    await client.close()
  }
}

/** A request's line has 4096 bytes. */
const NAMES_A_REQUEST = 50

/** Deletes what an installation has left on these nodes, or on the servers of the suites. */
export async function deleteIndices(prefix: string, nodes?: readonly string[]): Promise<void> {
  const client = elasticsearchClient({ nodes: nodes ?? (await servers()).nodes, auth: null, caFile: null })
  const made = Object.keys(await client.indices.getAlias({ index: `${prefix}*`, expand_wildcards: 'all' }))
  for (let at = 0; at < made.length; at += NAMES_A_REQUEST) await client.indices.delete({ index: made.slice(at, at + NAMES_A_REQUEST) })
  await client.indices.deleteIndexTemplate({ name: `${prefix}*` }, { ignore: [404] })
  await client.close()
}

/** Names of an installation's templates. */
export async function templatesOf(prefix: string): Promise<readonly string[]> {
  const { nodes } = await servers()
  const client = elasticsearchClient({ nodes, auth: null, caFile: null })
  const { index_templates } = await client.indices.getIndexTemplate({ name: `${prefix}*` })
  await client.close()
  return index_templates.map(({ name }) => name).toSorted()
}
