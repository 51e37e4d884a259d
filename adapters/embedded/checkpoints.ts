import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'

/** Pages that wait to be copied into the database before the other thread is asked to. */
const WAITING_PAGES = 4000
/** The write-ahead file begins anew once all of it is copied, which while writing goes on it never is: at this length, 64 MB, the writer copies
 *  the rest itself, whatever has become of the thread. */
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
  private readonly file: string
  private thread: Worker | null = null
  private isAsked = false

  constructor(db: DatabaseSync, file: string) {
    db.exec('PRAGMA wal_autocheckpoint = 0')
    this.state = db.prepare('PRAGMA wal_checkpoint(NOOP)')
    this.own = db.prepare('PRAGMA wal_checkpoint(PASSIVE)')
    this.file = file
  }

  /** Called between two transactions. */
  look(): void {
    const { log, checkpointed } = this.state.get() as unknown as State
    // While the other thread is at it, this is refused at once.
    if (log >= LONGEST_PAGES) this.own.get()
    else if (!this.isAsked && log - checkpointed >= WAITING_PAGES) this.ask()
  }

  private ask(): void {
    this.isAsked = true
    this.thread ??= this.started()
    this.thread.postMessage('checkpoint')
  }

  private started(): Worker {
    const thread = new Worker(new URL('./checkpointer.ts', import.meta.url), { workerData: this.file })
    thread.on('message', () => (this.isAsked = false))
    thread.on('error', (error) => {
      throw error
    })
    return thread
  }
}
