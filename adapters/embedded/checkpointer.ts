import { parentPort, workerData } from 'node:worker_threads'
import { openDatabase } from './database.ts'

/** Copies what the write-ahead file holds into the database while the writer goes on: each message asks once, each answer says it is done. */
if (parentPort === null) throw new Error('Checkpoints run in a thread of their own')
const port = parentPort
const db = openDatabase(workerData as string, 'write')
const checkpoint = db.prepare('PRAGMA wal_checkpoint(PASSIVE)')
port.on('message', () => {
  try {
    checkpoint.get()
  } catch {
    // As with SQLite's own checkpoints, nothing is lost and the next one tries again; a disk that takes nothing any more fails the writer's commit.
  }
  port.postMessage('done')
})
