import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { Misconfigured } from '../../core/errors.ts'

/** Older versions can corrupt a file when two connections checkpoint at once (fixed in 3.51.3). */
const NEEDED_SQLITE = [3, 51, 3] as const

/** Readers lean on the system's file cache; the writer touches its indexes again and again. */
const CACHE_KB = { read: 8192, write: 16_384 } as const

/** Of a new file. A message or document of 2 to 4 kB leaves half of a page of 4096 bytes empty, and every page is written twice. */
const PAGE_BYTES = 8192

/** Opens the file. `write`: for the writer, and for the thread that moves what it wrote; readers are read-only.
 *  @throws {Misconfigured} on a SQLite too old */
export function openDatabase(file: string, mode: 'write' | 'read'): DatabaseSync {
  if (mode === 'write') ownFile(file)
  const db = new DatabaseSync(file, { readOnly: mode === 'read' })
  assertVersion(String(db.prepare('SELECT sqlite_version() AS version').get()?.version))
  db.exec(`PRAGMA busy_timeout = 10000; PRAGMA cache_size = -${CACHE_KB[mode]}`)
  if (mode === 'write')
    db.exec(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON`)
  return db
}

/** Makes a file that is not there, for this account alone: SQLite would let every account of the machine read it, and gives its other files the
 *  same rights. */
export const ownFile = (file: string): void => closeSync(openSync(file, 'a', 0o600))

function assertVersion(found: string): void {
  const parts = found.split('.').map(Number)
  const difference = NEEDED_SQLITE.map((needed, index) => (parts[index] ?? 0) - needed).find((one) => one !== 0) ?? 0
  if (difference < 0) throw new Misconfigured(`SQLite ${NEEDED_SQLITE.join('.')} or newer is needed, found ${found}`)
}
