import { type Actor, CURATORS, type Role } from '../core/actor.ts'
import { type Case, CASE_STATES, type CaseState, type Command, DISMISSALS, OPEN_STATES } from '../core/case.ts'

/** The responsible official sees the agency's cases and answers for them (p.6); who is to act on them is an executor, too. */
const EXECUTORS: readonly Role[] = ['executor']
/** Bound to one agency. */
const AGENCY: readonly Role[] = [...EXECUTORS, 'official']

interface Right {
  readonly from: readonly CaseState[]
  readonly roles: readonly Role[]
  /** Actors that are not people. */
  readonly machines?: readonly Actor['kind'][]
}

/** Who may do what from which state: the table of the regulation's section 2. */
const RIGHTS: Readonly<Record<Command['type'], Right>> = {
  detect: { from: ['in-review'], roles: CURATORS, machines: ['rule'] },
  dismiss: { from: ['in-review'], roles: CURATORS },
  refuse: { from: ['in-review', 'detected', 'offered', 'returned', 'in-work', 'on-approval', 'rework'], roles: CURATORS },
  route: { from: ['detected'], roles: CURATORS, machines: ['rule'] },
  return: { from: ['offered', 'in-work'], roles: [...EXECUTORS, ...CURATORS] },
  reroute: { from: ['returned'], roles: CURATORS },
  accept: { from: ['offered'], roles: EXECUTORS },
  submit: { from: ['offered', 'in-work', 'rework'], roles: EXECUTORS },
  approve: { from: ['on-approval'], roles: CURATORS },
  'ask-rework': { from: ['on-approval'], roles: CURATORS },
  publish: { from: ['approved'], roles: EXECUTORS, machines: ['system'] },
  'report-publication-failure': { from: ['approved'], roles: [], machines: ['system'] },
  'change-importance': {
    from: ['detected', 'offered', 'returned', 'in-work', 'on-approval', 'rework', 'approved'],
    roles: CURATORS,
  },
  reopen: { from: ['closed', 'refused', ...DISMISSALS], roles: CURATORS },
  comment: { from: CASE_STATES, roles: [...CURATORS, ...AGENCY] },
  'correct-calendar': { from: OPEN_STATES, roles: [], machines: ['system'] },
  'fire-alarms': { from: OPEN_STATES, roles: [], machines: ['system'] },
}

/** Whether the actor has the authority at all, whatever the state. Agency people act only on their own agency's cases. */
export function mayCommand(actor: Actor, current: Pick<Case, 'agencyId'>, command: Command['type']): boolean {
  const right = RIGHTS[command]
  if (actor.kind !== 'person') return right.machines?.includes(actor.kind) ?? false
  if (actor.role === null || !right.roles.includes(actor.role)) return false
  return !AGENCY.includes(actor.role) || (actor.agencyId !== null && actor.agencyId === current.agencyId)
}

export const isRightMoment = (current: Pick<Case, 'state'>, command: Command['type']): boolean =>
  RIGHTS[command].from.includes(current.state)

/** p.8: the agency itself returns what it has not taken yet; afterwards, and before the first draft, only a curator can. */
export const mayStillReturn = ({ role }: Pick<Actor, 'role'>, { state, draft }: Pick<Case, 'state' | 'draft'>): boolean =>
  state === 'offered' || (role !== 'executor' && draft === null)

/** What is refused to the actor although it is among the rights of the role and of the state. */
const isInVain = (actor: Actor, current: Case, command: Command['type']): boolean =>
  (command === 'return' && !mayStillReturn(actor, current)) || (command === 'refuse' && current.publication !== null)

/** What the actor may send now: drives the buttons; the decision checks again. */
export const allowedCommands = (actor: Actor, current: Case): readonly Command['type'][] =>
  (Object.keys(RIGHTS) as Command['type'][]).filter(
    (command) => mayCommand(actor, current, command) && isRightMoment(current, command) && !isInVain(actor, current, command),
  )
