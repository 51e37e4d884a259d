import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Client } from '@elastic/elasticsearch'
import { elasticsearchClient } from '../../../adapters/elasticsearch/client.ts'
import { type ElasticsearchDocuments, elasticsearchDocuments } from '../../../adapters/elasticsearch/documents.ts'
import { type Moved, storeMigration } from '../../../adapters/elasticsearch/moving/migrate-store.ts'
import type { CollectionName } from '../../../core/collections.ts'
import { deleteIndices } from './raw-indices.ts'
import { servers } from './servers.ts'

const bin = fileURLToPath(new URL('../../../bin/otklik.mjs', import.meta.url))

export interface Installation {
  readonly nodes: readonly string[]
  readonly prefix: string
  readonly client: Client
  /** One more worker. */
  open(): ElasticsearchDocuments
}

let installations = 0

export async function withInstallation(work: (one: Installation) => Promise<void>): Promise<void> {
  const { nodes } = await servers()
  installations += 1
  const prefix = `move-${process.pid}-${installations}-`
  const client = elasticsearchClient({ nodes, auth: null, caFile: null })
  const opened: ElasticsearchDocuments[] = []
  const open = (): ElasticsearchDocuments => {
    const documents = elasticsearchDocuments(elasticsearchClient({ nodes, auth: null, caFile: null }), prefix)
    opened.push(documents)
    return documents
  }
  try {
    await open().ensure()
    await work({ nodes, prefix, client, open })
  } finally {
    for (const documents of opened) await documents.close()
    await client.close()
    await deleteIndices(prefix)
  }
}

/** Templates and indices as a release had them that kept the field as another type. */
export async function asOfOlderRelease({ prefix, client }: Installation, collection: CollectionName, field: string): Promise<void> {
  const name = `${prefix}${collection}`
  const { index_templates } = await client.indices.getIndexTemplate({ name })
  const { index_template: template } = index_templates[0]!
  const properties = template.template!.mappings!.properties!
  Object.assign((properties['fields'] as { properties: object }).properties, { [field]: { type: 'keyword' } })
  await client.indices.putIndexTemplate({ name, index_patterns: template.index_patterns, template: template.template! })
  if (collection === 'posts') return
  await client.indices.delete({ index: `${name}-1` })
  await client.indices.create({ index: `${name}-1`, aliases: { [name]: { is_write_index: true } } })
}

export const moves = async (installation: Installation, anew: readonly CollectionName[] = []): Promise<Moved[]> => {
  const migration = await storeMigration(installation.client, installation.prefix, anew)
  const moved: Moved[] = []
  for await (const one of migration.run({ keepOld: false, report: () => {} })) moved.push(one)
  return moved
}

/** The command that copies the cases anew, in a process of its own. */
export function command({ prefix, nodes }: Installation) {
  const shared = { OTKLIK_LOG: 'kafka', OTKLIK_STORE: 'elasticsearch', OTKLIK_KAFKA__BROKERS: '127.0.0.1:1' }
  const own = { OTKLIK_ELASTICSEARCH__NODES: nodes.join(), OTKLIK_ELASTICSEARCH__PREFIX: prefix }
  const child = spawn(process.execPath, [bin, 'migrate', '--store', '--anew', 'cases'], {
    env: { ...process.env, ...shared, ...own },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, exited, errors: () => errors, isOver: () => child.exitCode !== null }
}

export const typeOf = async ({ client, prefix }: Installation, index: string, field: string): Promise<string | undefined> => {
  const { mappings } = Object.values(await client.indices.getMapping({ index: `${prefix}${index}` }))[0]!
  const { fields } = mappings.properties as Record<string, { properties: Record<string, { type: string }> }>
  return fields?.properties[field]?.type
}
