import type { Faults } from './faults.ts'
import type { MemoryDocuments } from './memory-documents.ts'
import type { MemoryLog } from './memory-log.ts'
import type { Network } from './network.ts'
import type { Random } from './random.ts'
import type { Scheduler } from './scheduler.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** Everything outside the processes. */
export interface Servers {
  readonly log: MemoryLog
  readonly documents: MemoryDocuments
  readonly network: Network
  readonly faults: Faults
  readonly scheduler: Scheduler
  readonly clock: VirtualClock
  readonly random: Random
  /** A number nobody has had. */
  nextSession(): number
}
