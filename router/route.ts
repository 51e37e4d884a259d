import type { RouteSuggestion } from '../core/agency.ts'
import type { Classification, PlaceGuess, TopicGuess } from '../core/classification.ts'
import type { Competence, CompetenceRule } from './competence.ts'

/** More than this would not help a curator choose. */
const SUGGESTIONS = 3
/** How sure a suggestion by a rule is when the place is unknown and the rule asks for one. */
const WITHOUT_PLACE = 0.5

interface Fit {
  readonly rule: CompetenceRule
  readonly specificity: number
  readonly topicId: string
  readonly confidence: number
}

/** The agencies a message belongs to on a day of the region's calendar (`2026-03-17`), best first, with the rule and the reason;
 *  null when nothing answers for it. Pure. */
export function route(competence: Competence, classification: Classification, date: string): RouteSuggestion | null {
  const fits = fitting(competence, classification, date)
  const named = fits.flatMap(({ rule, confidence, topicId }) =>
    rule.agencies.map((agencyId, rank) => ({
      agencyId,
      confidence: confidence / (rank + 1),
      ruleId: rule.id,
      reason: reasonOf(rule, topicId, classification),
    })),
  )
  const agencies = named.filter((one, index) => named.findIndex((other) => other.agencyId === one.agencyId) === index).slice(0, SUGGESTIONS)
  if (agencies.length > 0) return { agencies, auto: automatic(fits[0], classification) }
  const { fallbackAgencyId } = competence
  return fallbackAgencyId === undefined
    ? null
    : { agencies: [{ agencyId: fallbackAgencyId, confidence: 0, ruleId: 'fallback', reason: 'fallback' }], auto: null }
}

/** Most specific first; of one topic guess all rules, then those of the next guess. */
function fitting({ rules }: Competence, { topics, place }: Classification, date: string): readonly Fit[] {
  const fits: Fit[] = []
  for (const guess of topics) {
    const own: Fit[] = []
    for (const rule of rules) {
      const found = fit(rule, guess, place)
      if (found !== null && isInForce(rule, date)) own.push(found)
    }
    fits.push(...own.sort((a, b) => b.specificity - a.specificity))
  }
  return fits
}

const isInForce = ({ validFrom = '', validTo = '9999' }: CompetenceRule, date: string): boolean => validFrom <= date && date <= validTo

function fit(rule: CompetenceRule, { topicId, confidence }: TopicGuess, place: PlaceGuess | null): Fit | null {
  let topic = 0
  for (const pattern of rule.topics) topic = Math.max(topic, topicFit(pattern, topicId))
  if (topic === 0) return null
  const district = districtFit(rule, place?.districtId ?? null)
  if (district === 0) return null
  const sure = district === WITHOUT_PLACE ? WITHOUT_PLACE : rule.districts.includes('*') ? 1 : (place?.confidence ?? 1)
  return { rule, topicId, specificity: topic * 10 + district, confidence: confidence * sure }
}

/** 0 does not fit, 1 everything, 2 the group, 3 the very topic. */
function topicFit(pattern: string, topicId: string): number {
  if (pattern === topicId) return 3
  if (pattern === '*') return 1
  return pattern.endsWith('/*') && topicId.startsWith(pattern.slice(0, -1)) ? 2 : 0
}

/** 0 does not fit, ½ cannot be told without a place, 1 everywhere, 2 the very district. */
function districtFit({ districts }: CompetenceRule, districtId: string | null): number {
  if (districtId !== null && districts.includes(districtId)) return 2
  if (districts.includes('*')) return 1
  return districtId === null ? WITHOUT_PLACE : 0
}

/** Only where the rule says so and both topic and place are sure enough. */
function automatic(best: Fit | undefined, { topics, place, needsResponse, refusals }: Classification): RouteSuggestion['auto'] {
  const [topic] = topics
  if (best?.rule.auto === undefined || refusals.length > 0 || topic?.topicId !== best.topicId) return null
  const [agencyId] = best.rule.agencies
  const sure = Math.min(topic.confidence, place?.confidence ?? 0, needsResponse.confidence)
  return agencyId !== undefined && sure >= best.rule.auto ? { ruleId: best.rule.id, agencyId } : null
}

const reasonOf = (rule: CompetenceRule, topicId: string, { place }: Classification): string =>
  rule.districts.includes('*') ? topicId : `${topicId} · ${place?.districtId ?? '?'}`
