import type { RouteSuggestion } from '../core/agency.ts'
import type { Classification, PlaceGuess, TopicGuess } from '../core/classification.ts'
import type { Competence, CompetenceRule } from './competence.ts'

/** More than this would not help a curator choose. */
const SUGGESTIONS = 3
/** How sure a suggestion by a rule is when the place is unknown and the rule asks for one. */
const WITHOUT_PLACE = 0.5
/** A closer topic counts more than any district. */
const CLOSER = 10
/** Every topic of the catalogue in every district of a region, and room for topics that no catalogue has. */
const REMEMBERED = 2 ** 14

/** A rule that answers for a topic in a district. */
interface Answer {
  readonly rule: CompetenceRule
  readonly specificity: number
  readonly district: DistrictFit
}

/** The agencies a message belongs to on a day of the region's calendar (`2026-03-17`), best first, with the rule and the reason;
 *  null when nothing answers for it. Pure. */
export type Route = (classification: Classification, date: string) => RouteSuggestion | null

/** A table made ready: of its hundreds of rules only those that name the topic are looked at. */
export function router(competence: Competence): Route {
  const answers = rememberedAnswers(rulesByPattern(competence))
  const { fallbackAgencyId } = competence
  return (classification, date) => {
    const districtId = classification.place?.districtId ?? null
    const ofTopic: AnswersOfTopic = (topicId) => answers({ topicId, districtId, date })
    const agencies = named(ofTopic, classification)
    if (agencies.length > 0) return { agencies, auto: automatic(ofTopic, classification) }
    return fallbackAgencyId === undefined
      ? null
      : { agencies: [{ agencyId: fallbackAgencyId, confidence: 0, ruleId: 'fallback', reason: 'fallback' }], auto: null }
  }
}

/** Most specific first, of equal ones the first in the file. */
type AnswersOfTopic = (topicId: string) => readonly Answer[]

type Named = RouteSuggestion['agencies'][number]

/** Each agency once, by the best rule that names it. */
function named(answers: AnswersOfTopic, classification: Classification): readonly Named[] {
  const found = new Map<string, Named>()
  for (const one of everyNamed(answers, classification)) {
    if (!found.has(one.agencyId)) found.set(one.agencyId, one)
    if (found.size === SUGGESTIONS) break
  }
  return [...found.values()]
}

/** Of one topic guess all rules, then those of the next guess. */
function* everyNamed(answers: AnswersOfTopic, classification: Classification): Generator<Named> {
  for (const { topicId, confidence } of classification.topics) {
    for (const { rule, district } of answers(topicId)) {
      const sure = confidence * sureOf(rule, district, classification.place)
      const reason = reasonOf(rule, topicId, classification)
      for (const [rank, agencyId] of rule.agencies.entries()) yield { agencyId, confidence: sure / (rank + 1), ruleId: rule.id, reason }
    }
  }
}

/** In the order of the file. */
type ByPattern = ReadonlyMap<string, readonly CompetenceRule[]>

function rulesByPattern({ rules }: Competence): ByPattern {
  const found = new Map<string, CompetenceRule[]>()
  for (const rule of rules) for (const pattern of rule.topics) found.set(pattern, [...(found.get(pattern) ?? []), rule])
  return found
}

interface Asked {
  readonly topicId: string
  readonly districtId: string | null
  readonly date: string
}

/** Messages of one day ask for the same topics and districts again and again. */
function rememberedAnswers(byPattern: ByPattern): (asked: Asked) => readonly Answer[] {
  const known = new Map<string, readonly Answer[]>()
  let day = ''
  return (asked) => {
    if (asked.date !== day || known.size === REMEMBERED) known.clear()
    day = asked.date
    const key = asked.districtId === null ? asked.topicId : `${asked.topicId} ${asked.districtId}`
    const found = known.get(key) ?? answersOf(byPattern, asked)
    known.set(key, found)
    return found
  }
}

/** A rule that answers by two of its patterns is there twice, the closer one in front. */
function answersOf(byPattern: ByPattern, { topicId, districtId, date }: Asked): readonly Answer[] {
  const found: Answer[] = []
  for (const { pattern, closeness } of patternsOf(topicId)) {
    for (const rule of byPattern.get(pattern) ?? []) {
      const district = isInForce(rule, date) ? districtFit(rule, districtId) : 0
      if (district !== 0) found.push({ rule, specificity: specificityOf(closeness, district), district })
    }
  }
  return enough(found.toSorted((a, b) => b.specificity - a.specificity))
}

/** The first that name as many agencies as are ever suggested. */
function enough(answers: readonly Answer[]): readonly Answer[] {
  const agencies = new Set<string>()
  const last = answers.findIndex(({ rule }) => {
    for (const agencyId of rule.agencies) agencies.add(agencyId)
    return agencies.size >= SUGGESTIONS
  })
  return last < 0 ? answers : answers.slice(0, last + 1)
}

/** The patterns a topic fits, the closest first: the very topic, its group, everything. */
const patternsOf = (topicId: string): readonly { readonly pattern: string; readonly closeness: number }[] => [
  { pattern: topicId, closeness: 3 },
  { pattern: `${topicId.split('/')[0]}/*`, closeness: 2 },
  { pattern: '*', closeness: 1 },
]

const isInForce = ({ validFrom = '', validTo = '9999' }: CompetenceRule, date: string): boolean => validFrom <= date && date <= validTo

const sureOf = (rule: CompetenceRule, district: DistrictFit, place: PlaceGuess | null): number =>
  district === WITHOUT_PLACE ? WITHOUT_PLACE : rule.districts.includes('*') ? 1 : (place?.confidence ?? 1)

/** The topic before the district; a rule of a district that may be another one comes behind all that answer in any case. */
const specificityOf = (closeness: number, district: DistrictFit): number =>
  district === WITHOUT_PLACE ? closeness : closeness * CLOSER + district

/** 0 does not fit, ½ cannot be told without a place, 1 everywhere, 2 the very district. */
type DistrictFit = 0 | typeof WITHOUT_PLACE | 1 | 2

function districtFit({ districts }: CompetenceRule, districtId: string | null): DistrictFit {
  if (districtId !== null && districts.includes(districtId)) return 2
  if (districts.includes('*')) return 1
  return districtId === null ? WITHOUT_PLACE : 0
}

/** Only where the rule says so and both topic and place are sure enough. */
function automatic(answers: AnswersOfTopic, classification: Classification): RouteSuggestion['auto'] {
  const [topic] = classification.topics
  if (topic === undefined || classification.refusals.length > 0) return null
  const rule = answers(topic.topicId)[0]?.rule
  const agencyId = rule?.agencies[0]
  if (rule?.auto === undefined || agencyId === undefined) return null
  return leastSure(topic, classification) >= rule.auto ? { ruleId: rule.id, agencyId } : null
}

const leastSure = (topic: TopicGuess, { place, needsResponse }: Classification): number =>
  Math.min(topic.confidence, place?.confidence ?? 0, needsResponse.confidence)

const reasonOf = (rule: CompetenceRule, topicId: string, { place }: Classification): string =>
  rule.districts.includes('*') ? topicId : `${topicId} · ${place?.districtId ?? '?'}`
