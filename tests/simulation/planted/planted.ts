import { DOCUMENT_BUGS } from './document-bugs.ts'
import { FLOW_BUGS } from './flow-bugs.ts'
import { LOG_BUGS } from './log-bugs.ts'
import type { PlantedBug } from './planted-bug.ts'
import { PUBLISHING_BUGS } from './publishing-bugs.ts'
import { STORE_BUGS } from './store-bugs.ts'

export const PLANTED: readonly PlantedBug[] = [...STORE_BUGS, ...LOG_BUGS, ...DOCUMENT_BUGS, ...FLOW_BUGS, ...PUBLISHING_BUGS]
