import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'

/** Pages that wait to be copied into the database before the other thread is asked to. */
const WAITING_PAGES = 4000
/** The write-ahead file begins anew once all of it is copied, which while writing goes on it never is: at this length, 64 MB, the writer copies the
 *  rest itself. */
const LONGEST_PAGES = 16_000

interface State {
  /** Pages in the write-ahead file. */
  readonly log: number
  readonly checkpointed: number
}

/** Keeps the write-ahead file short, beside the writer for as long as that can be. */
export class Checkpoints {
  private readonly state: StatementSync
  private readonly own: StatementSync
  private readonly thread: Worker
  private isAsked = false

  constructor(db: DatabaseSync, file: string) {
    db.exec('PRAGMA wal_autocheckpoint = 0')
    this.state = db.prepare('PRAGMA wal_checkpoint(NOOP)')
    this.own = db.prepare('PRAGMA wal_checkpoint(PASSIVE)')
    this.thread = new Worker(new URL('./checkpointer.ts', import.meta.url), { workerData: file })
    this.thread.on('message', () => (this.isAsked = false))
    this.thread.on('error', (error) => {
      throw error
    })
  }

  /** Called between two transactions. */
  look(): void {
    if (this.isAsked) return
    const { log, checkpointed } = this.state.get() as unknown as State
    if (log >= LONGEST_PAGES) this.own.get()
    else if (log - checkpointed >= WAITING_PAGES) {
      this.isAsked = true
      this.thread.postMessage('checkpoint')
    }
  }
}
