import type { estypes } from '@elastic/elasticsearch'
import type { CollectionName, FieldType } from '../../core/collections.ts'
import { specOf } from '../../core/declared.ts'

type Property = estypes.MappingProperty
type Properties = Readonly<Record<string, Property>>

const TYPES: Readonly<Record<FieldType, Property>> = {
  keyword: { type: 'keyword' },
  keywords: { type: 'keyword' },
  number: { type: 'long' },
  boolean: { type: 'boolean' },
}

const ENVELOPE: Properties = {
  id: { type: 'keyword' },
  value: { type: 'object', enabled: false },
  outbox: { type: 'object', enabled: false },
  owes: { type: 'boolean' },
  /** Only of documents above major version 1. */
  major: { type: 'integer' },
  writeId: { type: 'keyword', index: false, doc_values: false },
}
const LEMMAS: Property = { type: 'text', analyzer: 'whitespace', norms: false, index_options: 'docs' }

/** One shard: what follows an index by its sequence numbers counts on it. */
export const SETTINGS = { number_of_shards: 1, auto_expand_replicas: '0-1' } as const

/** The properties of an index by their paths: what the code declares, and besides it fields that other releases have put there. */
export function declaredProperties(collection: CollectionName, beside: Properties = {}): Properties {
  const { fields, fullText } = specOf(collection)
  return {
    ...Object.fromEntries(Object.entries(beside).filter(([path]) => path.startsWith('fields.'))),
    ...ENVELOPE,
    ...Object.fromEntries(Object.entries(fields).map(([field, type]) => [`fields.${field}`, TYPES[type]])),
    ...(fullText && { lemmas: LEMMAS }),
  }
}

/** The properties of an index by their paths, as the server has them. */
export function presentProperties({ properties = {} }: estypes.MappingTypeMapping): Properties {
  const { fields, ...others } = properties
  const inner = (fields as { readonly properties?: Properties } | undefined)?.properties ?? {}
  return { ...others, ...Object.fromEntries(Object.entries(inner).map(([field, property]) => [`fields.${field}`, property])) }
}

/** The body of a mapping of these properties. */
export function mappingOf(properties: Properties): estypes.MappingTypeMapping {
  const paths = Object.entries(properties)
  const fields = paths.filter(([path]) => path.startsWith('fields.')).map(([path, property]) => [path.slice('fields.'.length), property])
  const others = paths.filter(([path]) => !path.startsWith('fields.'))
  return { dynamic: 'strict', properties: { ...Object.fromEntries(others), fields: { properties: Object.fromEntries(fields) } } }
}

export interface MappingDifference {
  /** Can be put in place. */
  readonly lacking: Properties
  /** Is there as something else, which only another index cures. */
  readonly changed: readonly { readonly path: string; readonly present: Property; readonly declared: Property }[]
}

export function mappingDifference(present: Properties, declared: Properties): MappingDifference {
  const paths = Object.entries(declared)
  return {
    lacking: Object.fromEntries(paths.filter(([path]) => present[path] === undefined)),
    changed: paths.flatMap(([path, property]) => {
      const there = present[path]
      return there === undefined || sameProperty(there, property) ? [] : [{ path, present: there, declared: property }]
    }),
  }
}

const sameProperty = (one: Property, other: Property): boolean => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))

const sorted = (property: Property): readonly (readonly [string, unknown])[] =>
  Object.entries(property).toSorted(([one], [other]) => (one < other ? -1 : 1))

/** `keyword`, or `text analyzer=whitespace fields={"raw":{"type":"keyword"}}`. */
export const propertyText = ({ type, ...more }: Property): string =>
  [
    type ?? 'object',
    ...Object.entries(more).map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`),
  ].join(' ')
