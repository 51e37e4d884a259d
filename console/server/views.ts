import { CASE_STATES, type CaseState, OPEN_STATES } from '../../core/case.ts'
import type { Query } from '../../core/documents.ts'

/** Queues of the console: which states they show and in which order. */
export const VIEWS = {
  review: { states: ['in-review'], sort: { field: 'openedAt', order: 'asc' } },
  routing: { states: ['detected'], sort: { field: 'nextDueAt', order: 'asc' } },
  returned: { states: ['returned'], sort: { field: 'nextDueAt', order: 'asc' } },
  tasks: { states: ['offered', 'in-work', 'rework'], sort: { field: 'nextDueAt', order: 'asc' } },
  approvals: { states: ['on-approval'], sort: { field: 'nextDueAt', order: 'asc' } },
  publications: { states: ['approved'], sort: { field: 'nextDueAt', order: 'asc' } },
  open: { states: OPEN_STATES, sort: { field: 'nextDueAt', order: 'asc' } },
  all: { states: CASE_STATES, sort: { field: 'openedAt', order: 'desc' } },
} as const satisfies Record<string, { readonly states: readonly CaseState[]; readonly sort: NonNullable<Query['sort']> }>

export type View = keyof typeof VIEWS
