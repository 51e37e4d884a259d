import { closeSync, fsyncSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { workerData } from 'node:worker_threads'
import type { CopyData } from './copy.ts'
import { openDatabase, ownFile } from './database.ts'

/** SQLite does not wait for the disk with a copy of its own. */
function sync(path: string): void {
  const descriptor = openSync(path, 'r')
  fsyncSync(descriptor)
  closeSync(descriptor)
}

const { file, target } = workerData as CopyData
const db = openDatabase(file, 'read')
try {
  ownFile(target)
  db.prepare('VACUUM INTO ?').run(target)
} finally {
  db.close()
}
sync(target)
sync(dirname(target))
