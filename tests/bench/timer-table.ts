import { DatabaseSync } from 'node:sqlite'

/** The peer: a bare table of timers, as job queues on a database keep them. It knows no case, no fact and no message: the least that
 *  recording each alarm once and durably can cost. */
export class TimerTable {
  private readonly db: DatabaseSync

  constructor(file: string) {
    this.db = new DatabaseSync(file)
    this.db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    this.db.exec('CREATE TABLE timers (id INTEGER PRIMARY KEY, due_at INTEGER NOT NULL, fired_at INTEGER)')
    this.db.exec('CREATE INDEX waiting ON timers (due_at) WHERE fired_at IS NULL')
  }

  /** Timers that come due one a millisecond from `from` on. */
  add(count: number, from: number): void {
    this.db
      .prepare(
        `WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < ? - 1)
         INSERT INTO timers (due_at) SELECT ? + n FROM numbers`,
      )
      .run(count, from)
  }

  /** Fires what is due, at most `limit`, in one transaction; returns how many. */
  fire(now: number, limit: number): number {
    return this.db
      .prepare(
        `UPDATE timers SET fired_at = ?1 WHERE id IN
           (SELECT id FROM timers WHERE fired_at IS NULL AND due_at <= ?1 ORDER BY due_at LIMIT ?2) RETURNING id`,
      )
      .all(now, limit).length
  }

  close(): void {
    this.db.close()
  }
}
