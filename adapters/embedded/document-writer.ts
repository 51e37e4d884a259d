import type { DatabaseSync } from 'node:sqlite'
import type { CollectionName } from '../../core/collections.ts'
import type { Version, WriteResult } from '../../core/documents.ts'
import { CollectionWriter } from './collection-writer.ts'
import type { WireWrite } from './protocol.ts'

/** The documents' writing half; every call runs inside the writer's transaction. */
export interface DocumentWriter {
  /** The value stands in the bytes. */
  write(write: WireWrite, bytes: Uint8Array): WriteResult
  remove(collection: CollectionName, id: string, version?: Version): boolean
}

/** Statements of a collection are prepared at its first write. */
export function documentWriter(db: DatabaseSync): DocumentWriter {
  const prepared = new Map<CollectionName, CollectionWriter>()
  const of = (name: CollectionName): CollectionWriter => {
    const known = prepared.get(name) ?? new CollectionWriter(db, name)
    prepared.set(name, known)
    return known
  }
  return {
    write: (write, bytes) => of(write.collection).write(write, bytes),
    remove: (collection, id, version) => of(collection).remove(id, version),
  }
}
