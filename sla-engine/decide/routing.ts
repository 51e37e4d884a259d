import { isBlank } from '../../core/blank.ts'
import type { Command } from '../../core/case.ts'
import type { Clock } from '../../core/clock.ts'
import type { Instant } from '../../core/time.ts'
import { mayStillReturn } from '../authority.ts'
import { heldDraft, nextGeneration, refuse, type RefusalVerdict, type Rule, type Situation, start, stops } from './decision.ts'

/** p.6: an agency takes messages when it is active and ready; otherwise only with a reason. */
function notReady({ directory }: Situation, agencyId: string, reason: string | null): RefusalVerdict | null {
  const agency = directory.agency(agencyId)
  if (agency === null) return refuse('no-such-agency', { agencyId })
  return (agency.active && agency.ready) || !isBlank(reason) ? null : refuse('agency-not-ready', { agencyId })
}

/** The agency cannot answer where the message stands: a warning, not a refusal. */
const accountMissing = ({ current, directory }: Situation, agencyId: string): boolean =>
  directory.agency(agencyId)?.accounts.some((account) => account.platform === current.post.platform) !== true

/** DRAFT runs from T0 (p.11), so it is started with the routing but measured as ANSWER is, which a raise of importance may have moved. */
function draftClocks({ current, terms }: Situation): readonly Clock[] {
  const answer = current.clocks.find((clock) => clock.kind === 'ANSWER' && clock.runningSince !== null)
  return answer === undefined ? [] : [terms.draftFor(answer, nextGeneration(current, 'DRAFT'), current.importance ?? 'normal')]
}

export const route: Rule<'route'> = (situation, { agencyId, overrideReason }) => {
  const { current, meta } = situation
  const unready = notReady(situation, agencyId, overrideReason)
  if (unready !== null) return unready
  // Only after a refusal that was undone.
  if (current.returnedBy.includes(agencyId) && isBlank(overrideReason)) return refuse('already-returned-by', { agencyId })
  return [
    {
      type: 'RoutedToAgency',
      agencyId,
      overrideReason,
      accountMissing: accountMissing(situation, agencyId),
      stops: stops(current, ['ROUTE'], meta.at),
      starts: [start(situation, 'RETURN', meta.at), ...draftClocks(situation)],
    },
  ]
}

type Return = Extract<Command, { type: 'return' }>

/** p.8: within the window the agency returns on its own; afterwards, and before the first draft, only with a curator's consent. */
function notReturnable({ current, meta }: Situation, { curatorConsent }: Return): RefusalVerdict | null {
  if (meta.by.role !== 'executor' && !curatorConsent) return refuse('not-yours', { field: 'curatorConsent' })
  return mayStillReturn(meta.by, current) ? null : refuse('too-late-to-return', { state: current.state })
}

/** p.8. After the window it is a late return, whatever the draft it stops had left; ANSWER runs on. */
export const returnMessage: Rule<'return'> = (situation, command) => {
  const { current, meta, directory } = situation
  const { reason, proposedAgencyId } = command
  if (isBlank(reason)) return refuse('reason-missing', { field: 'reason' })
  if (proposedAgencyId !== null && directory.agency(proposedAgencyId) === null)
    return refuse('no-such-agency', { agencyId: proposedAgencyId })
  const window = current.clocks.findLast((clock) => clock.kind === 'RETURN')
  return (
    notReturnable(situation, command) ?? [
      {
        type: 'ReturnedByAgency',
        agencyId: current.agencyId ?? '',
        reason,
        proposedAgencyId,
        late: window !== undefined && meta.at > window.dueAt,
        stops: stops(current, ['RETURN', 'DRAFT'], meta.at),
        starts: [start(situation, 'REROUTE', meta.at)],
      },
    ]
  )
}

/** The agency's draft goes on where it stood: the same due time, the warnings that were given stay given. */
const resumed = (draft: Clock, at: Instant): Clock => ({ ...draft, generation: draft.generation + 1, runningSince: at, stoppedAt: null })

/** p.9: DRAFT keeps its due time, ANSWER runs on. */
export const reroute: Rule<'reroute'> = (situation, { agencyId, reason }) => {
  const { current, meta } = situation
  const unready = notReady(situation, agencyId, reason)
  if (unready !== null) return unready
  if (current.returnedBy.includes(agencyId) && isBlank(reason)) return refuse('already-returned-by', { agencyId })
  return [
    {
      type: 'ReroutedToAgency',
      agencyId,
      reason,
      secondReturn: current.returnedBy.length > 1,
      accountMissing: accountMissing(situation, agencyId),
      stops: stops(current, ['REROUTE'], meta.at),
      starts: [start(situation, 'RETURN', meta.at), ...heldDraft(current).map((draft) => resumed(draft, meta.at))],
    },
  ]
}

export const accept: Rule<'accept'> = ({ current, meta }) => [
  { type: 'AcceptedByAgency', tacit: false, stops: stops(current, ['RETURN'], meta.at) },
]
