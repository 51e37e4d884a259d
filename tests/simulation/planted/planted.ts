import type { Parts } from '../parts.ts'
import { DOCUMENT_BUGS } from './document-bugs.ts'
import { FLOW_BUGS } from './flow-bugs.ts'
import { LOG_BUGS } from './log-bugs.ts'
import { PUBLISHING_BUGS } from './publishing-bugs.ts'
import { STORE_BUGS } from './store-bugs.ts'

/** A fault put into the product on purpose, to show that the simulation would find it. */
export interface PlantedBug {
  readonly name: string
  /** What it does wrong, as a sentence that goes on after "the product". */
  readonly about: string
  readonly parts: Partial<Parts>
}

export const PLANTED: readonly PlantedBug[] = [...STORE_BUGS, ...LOG_BUGS, ...DOCUMENT_BUGS, ...FLOW_BUGS, ...PUBLISHING_BUGS]
