import { existsSync } from 'node:fs'
import { Misconfigured } from '../../core/errors.ts'
import type { StoreReading } from '../../core/store.ts'
import { openDatabase } from './database.ts'
import { documentReads } from './documents.ts'
import { logReads } from './log.ts'
import { assertKnownSchema } from './schema.ts'

/** The file for reading only, beside a process that may be writing to it. @throws {Misconfigured} no such file, or one of a newer Otklik */
export function embeddedReading(file: string): StoreReading {
  if (!existsSync(file)) throw new Misconfigured(`There is nothing to read: ${file} does not exist`)
  const db = openDatabase(file, 'read')
  assertKnownSchema(db)
  return { log: logReads(db), documents: documentReads(db), close: async () => db.close() }
}
