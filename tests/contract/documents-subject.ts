import type { Documents, FieldValue, Query, Version, Write } from '../../core/documents.ts'
import { LEASE_MS, type Make, type Subject } from './subject.ts'

interface Archived {
  readonly id: string
  readonly platform?: string | null
  readonly createdAt?: number | null
  readonly needsResponse?: boolean
  readonly lemmas?: string
}

export const post = ({ id, lemmas = '', ...fields }: Archived, mode: Write['mode'] = { kind: 'create' }): Write => ({
  collection: 'posts',
  id,
  value: { id },
  fields: fields as Record<string, FieldValue>,
  lemmas,
  mode,
})

export type DocumentsUnderTest = ReturnType<typeof documentsUnderTest>

/** Documents of a store that is new for every test of the suite that calls this, and the words its tests are written in. */
export function documentsUnderTest(make: Make) {
  let subject: Subject
  beforeEach(async () => {
    subject = await make({ leaseMs: LEASE_MS })
  })
  afterEach(() => subject.close())

  const documents = (): Documents => subject.store.documents
  return {
    documents,
    write: (...writes: Write[]) => Promise.all(writes.map((one) => documents().write(one))),
    /** Ids of the posts that are found. */
    ids: async (query: Omit<Query, 'collection' | 'limit'> & { limit?: number }): Promise<string[]> =>
      (await documents().query({ collection: 'posts', limit: 100, ...query })).items.map((item) => item.id),
    /** The version of a post. */
    versionOf: async (id: string): Promise<Version> => (await documents().get('posts', id))?.version ?? ('none' as Version),
  }
}
