import type { RouteSuggestion } from '../core/agency.ts'
import type { Classification } from '../core/classification.ts'
import type { Instant } from '../core/time.ts'
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

/** The agencies a message belongs to, best first, with the rule and the reason; null when nothing answers for it. Pure. */
export function route(competence: Competence, classification: Classification, at: Instant): RouteSuggestion | null {
  const fits = fitting(competence, classification, dateOf(at))
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

const dateOf = (at: Instant): string => new Date(at).toISOString().slice(0, 10)

/** Most specific first; of one topic guess all rules, then those of the next guess. */
function fitting(competence: Competence, { topics, place }: Classification, date: string): readonly Fit[] {
  return topics.flatMap(({ topicId, confidence }) =>
    competence.rules
      .filter((rule) => (rule.validFrom ?? '') <= date && date <= (rule.validTo ?? '9999'))
      .flatMap((rule) => {
        const topic = Math.max(...rule.topics.map((pattern) => topicFit(pattern, topicId)))
        const district = districtFit(rule, place?.districtId ?? null)
        if (topic === 0 || district === 0) return []
        const sure = district === WITHOUT_PLACE ? WITHOUT_PLACE : rule.districts.includes('*') ? 1 : (place?.confidence ?? 1)
        return [{ rule, topicId, specificity: topic * 10 + district, confidence: confidence * sure }]
      })
      .toSorted((a, b) => b.specificity - a.specificity),
  )
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
