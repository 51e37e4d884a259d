import type { CollectionName } from '../../core/collections.ts'
import { specOf } from '../../core/declared.ts'
import type { FieldValue, NewDocument, Stored, Write } from '../../core/documents.ts'
import { caseOf, type KeptCase } from '../../core/kept-case.ts'
import { caseWrite } from '../../sla-engine/case-write.ts'
import { archiveWrite } from '../flows/archive.ts'
import { type OwedPublication, owedWrite } from '../flows/owed-publication.ts'
import type { ClassifiedPost } from '../schemas/classified-schema.ts'

const CREATE = { kind: 'create' } as const

/** Collections whose fields and lemmas are more than parts of the value: written again as the flows write them. */
const OWN: Partial<Readonly<Record<CollectionName, (value: unknown) => Write>>> = {
  posts: (value) => archiveWrite(value as ClassifiedPost, CREATE),
  cases: (value) => caseWrite(caseOf(value as KeptCase), [], CREATE),
  publications: (value) => owedWrite(value as OwedPublication, CREATE),
}

/** A stored document as it is written into another store. What it is found by follows from its value. */
export function documentOf(collection: CollectionName, { id, value }: Stored): NewDocument {
  const own = OWN[collection]?.(value)
  if (own === undefined) return { collection, id, value, fields: namedFields(collection, value) }
  const { fields, lemmas } = own
  return { collection, id, value, fields, ...(lemmas !== undefined && { lemmas }) }
}

function namedFields(collection: CollectionName, value: unknown): Readonly<Record<string, FieldValue>> {
  const parts = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, FieldValue | undefined>>
  return Object.fromEntries(Object.keys(specOf(collection).fields).map((field) => [field, parts[field] ?? null]))
}
