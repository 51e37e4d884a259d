/** By the system's code. */
const WRONG: Readonly<Record<string, string>> = {
  ENOENT: 'no folder can be made there',
  ENOTDIR: 'a part of its path is no folder',
  EACCES: 'it may not be written there',
  EPERM: 'it may not be written there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  EFBIG: 'no file may become that large',
}

/** Of a failure to write, for a sentence: the system's own words where we have none. */
export function whyNotWritten(cause: unknown): string {
  const { code = '', message } = cause as NodeJS.ErrnoException
  return WRONG[code] ?? message
}
