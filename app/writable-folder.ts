import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Misconfigured } from '../core/errors.ts'

/** By the system's code. */
const WRONG: Readonly<Record<string, string>> = {
  ENOENT: 'no folder can be made there',
  ENOTDIR: 'a part of its path is no folder',
  EACCES: 'it may not be written there',
  EPERM: 'it may not be written there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
}

/** What is stored knows authors by their names: no other account of the machine may look. */
const OURS_ALONE = 0o700

/** Makes a folder with everything missing above it, one by one: where the system takes no folder, as under /proc, Node's own recursive way goes
 *  on for ever. @throws {Misconfigured} in one sentence that begins with `what` it is */
export function writableFolder(path: string, what: string): void {
  try {
    for (const folder of missingAbove(path)) made(folder)
    if (!statSync(path).isDirectory()) throw Object.assign(new Error('no folder'), { code: 'ENOTDIR' })
    accessSync(path, constants.W_OK)
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException
    throw new Misconfigured(`The ${what} ${path} cannot be used: ${WRONG[code] ?? message}`, {}, { cause })
  }
}

/** Outermost first. */
function missingAbove(path: string): readonly string[] {
  const missing: string[] = []
  for (let at = resolve(path); !existsSync(at); at = dirname(at)) missing.unshift(at)
  return missing
}

function made(folder: string): void {
  try {
    mkdirSync(folder, { mode: OURS_ALONE })
  } catch (error) {
    // Another process was as quick.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
