import { isBlank, refuse, type RefusalVerdict, type Rule, type Situation, start, stops } from './decision.ts'

/** p.6: an agency takes messages when it is active and ready; otherwise only with a reason. */
function notReady({ directory }: Situation, agencyId: string, reason: string | null): RefusalVerdict | null {
  const agency = directory.agency(agencyId)
  if (agency === null) return refuse('no-such-agency', { agencyId })
  return (agency.active && agency.ready) || !isBlank(reason) ? null : refuse('agency-not-ready', { agencyId })
}

/** DRAFT runs from T0 (p.11), so it is started with the routing but measured from the detection. */
const draftClock = (situation: Situation) => start(situation, 'DRAFT', situation.current.detectedAt ?? situation.meta.at)

export const route: Rule<'route'> = (situation, { agencyId, overrideReason }) => {
  const { current, directory, meta } = situation
  const unready = notReady(situation, agencyId, overrideReason)
  if (unready !== null) return unready
  const accounts = directory.agency(agencyId)?.accounts ?? []
  return [
    {
      type: 'RoutedToAgency',
      agencyId,
      overrideReason,
      accountMissing: !accounts.some((account) => account.platform === current.post.platform),
      stops: stops(current, ['ROUTE'], meta.at),
      starts: [start(situation, 'RETURN', meta.at), draftClock(situation)],
    },
  ]
}

/** p.8: within the window the agency returns on its own; afterwards, and before the first draft, only a curator does. */
export const returnMessage: Rule<'return'> = (situation, { reason, proposedAgencyId, curatorConsent }) => {
  const { current, meta, directory } = situation
  if (isBlank(reason)) return refuse('reason-missing', { field: 'reason' })
  if (proposedAgencyId !== null && directory.agency(proposedAgencyId) === null)
    return refuse('no-such-agency', { agencyId: proposedAgencyId })
  const consented = curatorConsent && meta.by.role !== 'executor' && meta.by.role !== 'official'
  if (current.state !== 'offered' && (!consented || current.draft !== null)) return refuse('too-late-to-return', { state: current.state })
  return [
    {
      type: 'ReturnedByAgency',
      agencyId: current.agencyId ?? '',
      reason,
      proposedAgencyId,
      stops: stops(current, ['RETURN'], meta.at),
      starts: [start(situation, 'REROUTE', meta.at)],
    },
  ]
}

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
      stops: stops(current, ['REROUTE'], meta.at),
      starts: [start(situation, 'RETURN', meta.at)],
    },
  ]
}

export const accept: Rule<'accept'> = ({ current, meta }) => [
  { type: 'AcceptedByAgency', tacit: false, stops: stops(current, ['RETURN'], meta.at) },
]
