import type { Client, estypes } from '@elastic/elasticsearch'
import { type CollectionName, COLLECTIONS, type FieldType } from '../../core/collections.ts'
import { specOf } from '../../core/declared.ts'
import type { NewDocument } from '../../core/documents.ts'

/** Version of the mappings below; part of the name of every index that is not monthly. */
const GENERATION = 1

/** Where the documents of a collection are: one index behind an alias, or one a month by the document's own date. */
export interface Indices {
  /** What a query names. */
  readonly pattern: (collection: CollectionName) => string
  /** The index a new document goes to. */
  readonly of: (document: Pick<NewDocument, 'collection' | 'fields'>) => string
  /** The indices a document of this collection may be in now. */
  present(collection: CollectionName): Promise<readonly string[]>
  /** Puts templates and makes what is missing. A second call changes nothing. */
  ensure(): Promise<void>
}

const TYPES: Readonly<Record<FieldType, estypes.MappingProperty>> = {
  keyword: { type: 'keyword' },
  keywords: { type: 'keyword' },
  number: { type: 'long' },
  boolean: { type: 'boolean' },
}

export const isMonthly = (collection: CollectionName): boolean => specOf(collection).monthlyBy !== null

export function indices(client: Client, prefix: string): Indices {
  const base = (collection: CollectionName): string => `${prefix}${collection}`
  const pattern = (collection: CollectionName): string => (isMonthly(collection) ? `${base(collection)}-*` : base(collection))
  return {
    pattern,
    of({ collection, fields }) {
      const { monthlyBy } = specOf(collection)
      return monthlyBy === null ? base(collection) : `${base(collection)}-${monthOf(fields[monthlyBy])}`
    },
    async present(collection) {
      if (!isMonthly(collection)) return [base(collection)]
      const found = await client.indices.getAlias({ index: pattern(collection), ignore_unavailable: true, allow_no_indices: true })
      return Object.keys(found)
    },
    async ensure() {
      const names = Object.keys(COLLECTIONS) as CollectionName[]
      await Promise.all(names.map((name) => client.indices.putIndexTemplate(template(base(name), name))))
      await Promise.all(names.filter((name) => !isMonthly(name)).map((name) => makeMissing(client, base(name))))
    },
  }
}

const monthOf = (at: unknown): string => (typeof at === 'number' ? new Date(at).toISOString().slice(0, 7) : 'undated')

function template(base: string, collection: CollectionName): estypes.IndicesPutIndexTemplateRequest & { name: string } {
  const { fields, fullText } = specOf(collection)
  return {
    name: base,
    index_patterns: [`${base}-*`],
    template: {
      settings: { number_of_shards: 1, auto_expand_replicas: '0-1' },
      mappings: {
        dynamic: 'strict',
        properties: {
          id: { type: 'keyword' },
          value: { type: 'object', enabled: false },
          fields: { properties: Object.fromEntries(Object.entries(fields).map(([field, type]) => [field, TYPES[type]])) },
          ...(fullText && { lemmas: { type: 'text', analyzer: 'whitespace', norms: false, index_options: 'docs' } }),
          outbox: { type: 'object', enabled: false },
          owes: { type: 'boolean' },
          writeId: { type: 'keyword', index: false, doc_values: false },
        },
      },
    },
  }
}

async function makeMissing(client: Client, alias: string): Promise<void> {
  if (await client.indices.existsAlias({ name: alias })) return
  await client.indices
    .create({ index: `${alias}-${GENERATION}`, aliases: { [alias]: { is_write_index: true } } })
    .catch((error: unknown) => {
      if (!String(error).includes('resource_already_exists_exception')) throw error
    })
}
