import { DatabaseSync } from 'node:sqlite'
import { dirname } from 'node:path'
import { Misconfigured } from '../../core/errors.ts'

/** SQLite's codes for a file that somebody else has: BUSY and LOCKED. */
const HELD: readonly unknown[] = [5, 6]

/** Holds the folder until the process ends, however it ends: the operating system gives up the lock of a killed process.
 *  @throws {Misconfigured} naming the folder that another process holds; whatever else SQLite says of the file as it is */
export function lockFolder(file: string): { release(): void } {
  const lock = new DatabaseSync(`${file}.lock`)
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE; COMMIT')
  } catch (cause) {
    lock.close()
    if (!HELD.includes((cause as { readonly errcode?: unknown }).errcode)) throw cause
    throw new Misconfigured(
      `Another Otklik process is using the data folder ${dirname(file)}: stop it first, or choose another folder with --data`,
      {},
      { cause },
    )
  }
  return { release: () => lock.close() }
}
