import type { Occurrence } from './faults.ts'
import type { MemoryDocuments } from './memory-documents.ts'
import type { MemoryLog } from './memory-log.ts'
import type { Act } from './people.ts'
import type { Answer } from './platform.ts'
import type { Item } from './source.ts'
import type { Instant } from '../../core/time.ts'

/** What is left after a run: what went in, and everything that stands outside the processes. */
export interface History {
  readonly feed: readonly Item[]
  /** Values that others put on `posts` and that are no posts. */
  readonly poison: readonly string[]
  readonly acts: readonly Act[]
  readonly log: MemoryLog
  readonly documents: MemoryDocuments
  readonly answers: readonly Answer[]
  /** The true time at the end. */
  readonly endedAt: Instant
}

export interface Outcome {
  /** Broken promises; empty when all was kept. */
  readonly problems: readonly string[]
  readonly steps: number
  readonly faults: readonly Occurrence[]
  readonly trace: readonly string[]
}
