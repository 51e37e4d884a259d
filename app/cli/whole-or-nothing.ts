import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { Misconfigured, PipelineError } from '../../core/errors.ts'
import { whyNotWritten } from '../why-not-written.ts'

/** Where something is written before it gets its name. What a killed command has left there is in nobody's way. */
export const partOf = (path: string): string => `${path}.part`

/** SQLite's files beside the one it works on. */
const BESIDE = ['', '-journal', '-wal', '-shm'] as const

export const removeFile = (file: string): void => BESIDE.forEach((ending) => rmSync(`${file}${ending}`, { force: true }))

/** Gives the part its name once `write` has found nothing wrong with it; otherwise nothing stays. Resolves with what was found.
 *  @throws {Misconfigured} in one sentence that begins with `what` it is, where the disk takes no more */
export async function wholeOrNothing(
  path: string,
  { what, write, remove }: { readonly what: string; readonly write: () => Promise<readonly string[]>; readonly remove: () => void },
): Promise<readonly string[]> {
  remove()
  try {
    const problems = await write()
    if (problems.length === 0) named(path)
    else remove()
    return problems
  } catch (cause) {
    remove()
    if (cause instanceof PipelineError) throw cause
    throw new Misconfigured(`The ${what} ${path} was not written: ${whyNotWritten(cause)}`, {}, { cause })
  }
}

/** Also after a power cut: a name is on the disk once its folder is. */
function named(path: string): void {
  renameSync(partOf(path), path)
  synced(dirname(path))
}

export function synced(path: string): void {
  const descriptor = openSync(path, 'r')
  fsyncSync(descriptor)
  closeSync(descriptor)
}
