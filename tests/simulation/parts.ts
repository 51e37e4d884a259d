import { clusterStore } from '../../app/cluster-store.ts'
import { classifyStage } from '../../app/flows/classify.ts'
import { consume } from '../../app/flows/consume.ts'
import { intakeStage } from '../../app/flows/intake.ts'
import { publishStage } from '../../app/flows/publish.ts'
import { speakOwed } from '../../app/flows/speakers.ts'
import type { DocumentsHalf, LogHalf } from '../../core/halves.ts'
import type { Publisher } from '../../core/publisher.ts'
import type { Store } from '../../core/store.ts'
import { handle } from '../../sla-engine/handle.ts'
import { sweep } from '../../sla-engine/sweep.ts'
import type { Servers } from './servers.ts'

/** The product under simulation, part by part, so that one can be put in the place of another. `log`, `documents` and `publisher` wrap a port. */
export interface Parts {
  readonly log: (half: LogHalf, servers: Servers) => LogHalf
  readonly documents: (half: DocumentsHalf, servers: Servers) => DocumentsHalf
  readonly publisher: (publisher: Publisher) => Publisher
  readonly store: (log: LogHalf, documents: DocumentsHalf) => Store
  readonly consume: typeof consume
  readonly classifyStage: typeof classifyStage
  readonly intakeStage: typeof intakeStage
  readonly publishStage: typeof publishStage
  readonly speakOwed: typeof speakOwed
  readonly handle: typeof handle
  readonly sweep: typeof sweep
}

export const PRODUCT: Parts = {
  log: (half) => half,
  documents: (half) => half,
  publisher: (publisher) => publisher,
  store: clusterStore,
  consume,
  classifyStage,
  intakeStage,
  publishStage,
  speakOwed,
  handle,
  sweep,
}
