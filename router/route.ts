import type { RouteSuggestion } from '../core/agency.ts'
import type { Classification, PlaceGuess, TopicGuess } from '../core/classification.ts'
import type { Competence, CompetenceRule } from './competence.ts'

/** More than this would not help a curator choose. */
const SUGGESTIONS = 3
/** How sure a suggestion by a rule is when the place is unknown and the rule asks for one. */
const WITHOUT_PLACE = 0.5
/** A closer topic counts more than any district. */
const CLOSER = 10

interface Fit {
  readonly rule: CompetenceRule
  readonly specificity: number
  readonly topicId: string
  readonly confidence: number
}

/** The agencies a message belongs to on a day of the region's calendar (`2026-03-17`), best first, with the rule and the reason;
 *  null when nothing answers for it. Pure. */
export type Route = (classification: Classification, date: string) => RouteSuggestion | null

/** A table made ready: of its hundreds of rules only those that name the topic are looked at. */
export function router(competence: Competence): Route {
  const byPattern = rulesByPattern(competence)
  return (classification, date) => suggestion(fitting(byPattern, classification, date), classification, competence.fallbackAgencyId)
}

function suggestion(fits: readonly Fit[], classification: Classification, fallbackAgencyId: string | undefined): RouteSuggestion | null {
  const agencies = named(fits, classification)
  if (agencies.length > 0) return { agencies, auto: automatic(fits[0], classification) }
  return fallbackAgencyId === undefined
    ? null
    : { agencies: [{ agencyId: fallbackAgencyId, confidence: 0, ruleId: 'fallback', reason: 'fallback' }], auto: null }
}

/** Each agency once, by the best rule that names it. */
function named(fits: readonly Fit[], classification: Classification): RouteSuggestion['agencies'] {
  const found: RouteSuggestion['agencies'][number][] = []
  for (const { rule, confidence, topicId } of fits) {
    for (const [rank, agencyId] of rule.agencies.entries()) {
      if (found.some((one) => one.agencyId === agencyId)) continue
      found.push({ agencyId, confidence: confidence / (rank + 1), ruleId: rule.id, reason: reasonOf(rule, topicId, classification) })
      if (found.length === SUGGESTIONS) return found
    }
  }
  return found
}

/** In the order of the file. */
type ByPattern = ReadonlyMap<string, readonly CompetenceRule[]>

function rulesByPattern({ rules }: Competence): ByPattern {
  const found = new Map<string, CompetenceRule[]>()
  for (const rule of rules) for (const pattern of rule.topics) found.set(pattern, [...(found.get(pattern) ?? []), rule])
  return found
}

/** Most specific first, of equal ones the first in the file; of one topic guess all rules, then those of the next guess. A rule that answers by
 *  two of its patterns is there twice, the closer one in front. */
function fitting(byPattern: ByPattern, { topics, place }: Classification, date: string): readonly Fit[] {
  return topics.flatMap((guess) => {
    const own: Fit[] = []
    for (const { pattern, closeness } of patternsOf(guess.topicId)) {
      for (const rule of byPattern.get(pattern) ?? []) {
        const found = isInForce(rule, date) ? fit(rule, closeness, guess, place) : null
        if (found !== null) own.push(found)
      }
    }
    return own.sort((a, b) => b.specificity - a.specificity)
  })
}

/** The patterns a topic fits, the closest first: the very topic, its group, everything. */
const patternsOf = (topicId: string): readonly { readonly pattern: string; readonly closeness: number }[] => [
  { pattern: topicId, closeness: 3 },
  { pattern: `${topicId.split('/')[0]}/*`, closeness: 2 },
  { pattern: '*', closeness: 1 },
]

const isInForce = ({ validFrom = '', validTo = '9999' }: CompetenceRule, date: string): boolean => validFrom <= date && date <= validTo

function fit(rule: CompetenceRule, closeness: number, { topicId, confidence }: TopicGuess, place: PlaceGuess | null): Fit | null {
  const district = districtFit(rule, place?.districtId ?? null)
  if (district === 0) return null
  const sure = district === WITHOUT_PLACE ? WITHOUT_PLACE : rule.districts.includes('*') ? 1 : (place?.confidence ?? 1)
  return { rule, topicId, specificity: specificityOf(closeness, district), confidence: confidence * sure }
}

/** The topic before the district; a rule of a district that may be another one comes behind all that answer in any case. */
const specificityOf = (closeness: number, district: number): number =>
  district === WITHOUT_PLACE ? closeness : closeness * CLOSER + district

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
