import type { RouteSuggestion, SuggestedAgency } from '../core/agency.ts'
import type { Case } from '../core/case.ts'
import type { Classification } from '../core/classification.ts'

type Asked = Pick<Case, 'classification' | 'topicId' | 'districtId' | 'placeName' | 'returnedBy' | 'facts'>

/** Who could take a case as it stands, best first: whom those who returned it have named, then whom the rules name for what is decided, or
 *  guessed until then. Who has returned it is left out. Pure. */
export function suggestedAgencies(
  current: Asked,
  route: (classification: Classification) => RouteSuggestion | null,
): readonly SuggestedAgency[] {
  const ruled = route(asDecided(current))?.agencies ?? []
  const candidates = [...proposed(current), ...ruled.map(({ agencyId, confidence, reason }) => ({ agencyId, confidence, reason }))]
  return candidates.filter(
    ({ agencyId }, index) =>
      !current.returnedBy.includes(agencyId) && candidates.findIndex((candidate) => candidate.agencyId === agencyId) === index,
  )
}

/** By the newest return first. */
const proposed = ({ facts }: Asked): readonly SuggestedAgency[] =>
  facts
    .flatMap((fact) => (fact.type === 'ReturnedByAgency' && fact.proposedAgencyId !== null ? [fact.proposedAgencyId] : []))
    .toReversed()
    .map((agencyId) => ({ agencyId, confidence: null, reason: 'proposed' }))

/** The estimate as a person's decision has corrected it: topic and district are decided together (p.7), and they are certain. */
function asDecided({ classification, topicId, districtId, placeName }: Asked): Classification {
  if (topicId === null || districtId === null) return classification
  const certain = { confidence: 1, evidence: [] }
  return {
    ...classification,
    topics: [{ topicId, groupId: topicId.split('/')[0] ?? topicId, ...certain }],
    place: { placeId: districtId, districtId, level: 'district', name: placeName ?? '', inferred: false, ...certain },
  }
}
