import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'

/** What waits to be copied into the database before the other thread is asked to. */
const WAITING_BYTES = 16 * 2 ** 20
/** The write-ahead file begins anew once all of it is copied, which while writing goes on it never is: at this length the writer copies the
 *  rest itself, whatever has become of the thread. */
const LONGEST_BYTES = 64 * 2 ** 20

/** In pages. */
interface State {
  /** In the write-ahead file. */
  readonly log: number
  readonly checkpointed: number
}

/** Keeps the write-ahead file short, beside the writer for as long as that can be. */
export class Checkpoints {
  private readonly state: StatementSync
  private readonly own: StatementSync
  private readonly file: string
  private readonly pageBytes: number
  private thread: Worker | null = null
  private isAsked = false

  constructor(db: DatabaseSync, file: string) {
    db.exec('PRAGMA wal_autocheckpoint = 0')
    this.state = db.prepare('PRAGMA wal_checkpoint(NOOP)')
    this.own = db.prepare('PRAGMA wal_checkpoint(PASSIVE)')
    this.file = file
    this.pageBytes = Number(db.prepare('PRAGMA page_size').get()?.page_size)
  }

  /** Called between two transactions. */
  look(): void {
    const { log, checkpointed } = this.state.get() as unknown as State
    // While the other thread is at it, this is refused at once.
    if (log * this.pageBytes >= LONGEST_BYTES) this.own.get()
    else if (!this.isAsked && (log - checkpointed) * this.pageBytes >= WAITING_BYTES) this.ask()
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
