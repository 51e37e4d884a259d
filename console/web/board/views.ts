import type { CaseState } from '../../../core/case.ts'
import type { Screen } from '../shell/screens.ts'

export const VIEW_IDS = [
  'review',
  'routing',
  'returned',
  'open',
  'accept',
  'work',
  'rework',
  'publish',
  'waiting',
  'tasks',
  'approvals',
  'publications',
] as const
export type ViewId = (typeof VIEW_IDS)[number]

/** A saved view: what it asks the server for, and which states belong to it while events arrive. */
export interface View {
  readonly id: ViewId
  /** The server's name of the view. */
  readonly ask: string
  readonly state: CaseState | null
  readonly states: ReadonlySet<CaseState>
}

const OPEN: readonly CaseState[] = ['in-review', 'detected', 'offered', 'returned', 'in-work', 'on-approval', 'rework', 'approved']
const OF_AGENCY: readonly CaseState[] = ['offered', 'in-work', 'on-approval', 'rework', 'approved']

const view = (id: ViewId, ask: string, states: readonly CaseState[]): View => ({ id, ask, state: null, states: new Set(states) })
const ofState = (id: ViewId, ask: string, state: CaseState): View => ({ id, ask, state, states: new Set([state]) })

const PUBLICATIONS = view('publications', 'publications', ['approved'])

/** The views of each screen that lists cases, the first one opened first. */
export const VIEWS_OF_SCREEN: Readonly<Partial<Record<Screen, readonly View[]>>> = {
  queue: [
    view('review', 'review', ['in-review']),
    view('routing', 'routing', ['detected']),
    view('returned', 'returned', ['returned']),
    view('open', 'open', OPEN),
  ],
  tasks: [
    view('tasks', 'tasks', OF_AGENCY),
    ofState('accept', 'tasks', 'offered'),
    ofState('work', 'tasks', 'in-work'),
    ofState('rework', 'tasks', 'rework'),
    ofState('waiting', 'tasks', 'on-approval'),
    ofState('publish', 'tasks', 'approved'),
  ],
  approvals: [view('approvals', 'approvals', ['on-approval'])],
  publications: [PUBLICATIONS],
}
