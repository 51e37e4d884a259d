import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Misconfigured } from '../core/errors.ts'
import { whyNotWritten } from './why-not-written.ts'

/** What is stored knows authors by their names: no other account of the machine may look. */
const OURS_ALONE = 0o700

/** As much as a store needs for its first step. */
const TRIED = Buffer.alloc(65_536)

/** Makes a folder with everything missing above it, one by one: where the system takes no folder, as under /proc, Node's own recursive way goes
 *  on for ever. @throws {Misconfigured} in one sentence that begins with `what` it is, also where nothing can be written to it */
export function writableFolder(path: string, what: string): void {
  inOneSentence(path, what, () => {
    for (const folder of missingAbove(path)) made(folder)
    tryIn(path)
  })
}

/** The same without leaving a folder that was not there: what is missing would be made below the lowest one that is. @throws as `writableFolder` */
export function assertWritable(path: string, what: string): void {
  inOneSentence(path, what, () => tryIn(existingAbove(path)))
}

function inOneSentence(path: string, what: string, work: () => void): void {
  try {
    work()
  } catch (cause) {
    throw new Misconfigured(`The ${what} ${path} cannot be used: ${whyNotWritten(cause)}`, {}, { cause })
  }
}

/** Rights alone do not tell that the disk is full, and of the superuser they tell nothing. */
function tryIn(folder: string): void {
  if (!statSync(folder).isDirectory()) throw Object.assign(new Error('no folder'), { code: 'ENOTDIR' })
  const file = join(folder, `.otklik-${process.pid}.tried`)
  try {
    writeFileSync(file, TRIED, { mode: 0o600 })
  } finally {
    rmSync(file, { force: true })
  }
}

/** Outermost first. */
function missingAbove(path: string): readonly string[] {
  const missing: string[] = []
  for (let at = resolve(path); !existsSync(at); at = dirname(at)) missing.unshift(at)
  return missing
}

function existingAbove(path: string): string {
  let at = resolve(path)
  while (!existsSync(at)) at = dirname(at)
  return at
}

function made(folder: string): void {
  try {
    mkdirSync(folder, { mode: OURS_ALONE })
  } catch (error) {
    // Another process was as quick.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
