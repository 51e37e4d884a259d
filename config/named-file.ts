import { closeSync, createReadStream, fstatSync, openSync, readFileSync, type ReadStream } from 'node:fs'
import { Misconfigured } from '../core/errors.ts'

/** A file that a person has named, and where: an argument, a setting, a variable of the environment. */
export interface NamedFile {
  readonly path: string
  readonly from: string
}

/** By the system's code. */
const WRONG: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist: a part of its path is no folder',
  EISDIR: 'is a directory',
  EACCES: 'may not be read',
  EPERM: 'may not be read',
  ELOOP: 'is a link that leads back to itself',
}

/** How messages name it. */
export const nameOf = ({ path, from }: NamedFile): string => `${from} ${path}`

/** The whole text. @throws {Misconfigured} in one sentence: the file, where it was named, what is wrong with it */
export const readNamed = (file: NamedFile): string => inOneSentence(file, () => readFileSync(file.path, 'utf8'))

/** For files of any size. Opened at once, so that what is wrong is said before any work begins. @throws as `readNamed` */
export const streamNamed = (file: NamedFile): ReadStream =>
  inOneSentence(file, () => createReadStream(file.path, { fd: opened(file.path) }))

function opened(path: string): number {
  const descriptor = openSync(path, 'r')
  if (!fstatSync(descriptor).isDirectory()) return descriptor
  closeSync(descriptor)
  throw Object.assign(new Error('a directory'), { code: 'EISDIR' })
}

function inOneSentence<T>(file: NamedFile, work: () => T): T {
  try {
    if (file.path === '') throw new Misconfigured(`${file.from} names no file`)
    return work()
  } catch (cause) {
    if (!(cause instanceof Error) || cause instanceof Misconfigured) throw cause
    const wrong = WRONG[(cause as NodeJS.ErrnoException).code ?? ''] ?? `cannot be read: ${cause.message}`
    throw new Misconfigured(`${nameOf(file)} ${wrong}`, {}, { cause })
  }
}
