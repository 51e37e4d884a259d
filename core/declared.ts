import { type CollectionName, COLLECTIONS, type CollectionSpec, type FieldType } from './collections.ts'
import type { FieldValue, Write } from './documents.ts'
import { Malformed } from './errors.ts'

/** @throws {Malformed} a collection that does not exist */
export function specOf(name: CollectionName): CollectionSpec {
  const spec: CollectionSpec | undefined = COLLECTIONS[name]
  if (spec === undefined) throw new Malformed(`Collection ${String(name)} does not exist`, { field: 'collection', value: name })
  return spec
}

/** @throws {Malformed} a document that a newer release has written in a form that this one does not know */
export function assertReadable(collection: CollectionName, id: string, major: number): void {
  const { major: known = 1 } = specOf(collection)
  if (major <= known) return
  throw new Malformed(`${collection} ${id} is of major version ${major}, and this release reads up to ${known}: it takes a newer one`, {
    id,
    field: 'major',
    value: major,
  })
}

/** @throws {Malformed} naming a field that the collection does not declare */
export function fieldType(collection: CollectionName, field: string): FieldType {
  const type = specOf(collection).fields[field]
  if (type === undefined) throw new Malformed(`${collection} declares no field ${field}`, { field })
  return type
}

const FITS: Readonly<Record<FieldType, (value: FieldValue) => boolean>> = {
  keyword: (value) => typeof value === 'string',
  keywords: (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
  number: (value) => Number.isSafeInteger(value),
  boolean: (value) => typeof value === 'boolean',
}

/** @throws {Malformed} naming the field that is not declared or has a value of another type; messages of a collection that owes none */
export function assertDeclared({ collection, fields, outbox = [] }: Pick<Write, 'collection' | 'fields' | 'outbox'>): void {
  const { fields: declared, owes = false } = specOf(collection)
  const [owed] = outbox
  if (owed !== undefined && !owes)
    throw new Malformed(`A document of ${collection} owes no messages`, { field: 'outbox', value: owed.topic })
  for (const field in fields) {
    const value = fields[field] as FieldValue
    const type = declared[field]
    if (type === undefined) throw new Malformed(`${collection} declares no field ${field}`, { field, value })
    if (value !== null && !FITS[type](value)) throw new Malformed(`${collection}.${field} takes a ${type}`, { field, value })
  }
}
