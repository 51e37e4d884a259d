import type { Evidence, PlaceGuess, PlaceLevel, Span } from '../../core/classification.ts'
import type { AuthorKind } from '../../core/post.ts'
import type { Analysis } from '../analysis.ts'
import { houseAfter } from './house.ts'
import { mentions, unknownStreet } from './mentions.ts'
import type { Mention } from './mentions.ts'
import type { Place, PlaceIndex } from './place-index.ts'
import { units } from './units.ts'
import type { Unit } from './units.ts'

/** What is known beside the text; part of the classifier's context. */
export interface PlaceContext {
  readonly source: { readonly id?: string; readonly districtId: string | null; readonly placeId: string | null } | null
  readonly parent: { readonly place: PlaceGuess | null; readonly authorKind: AuthorKind } | null
}

/** Below this the text does not decide and the parent's or the source's place is taken. */
const SURE = 0.6

interface Candidate {
  readonly place: Place
  readonly mention: Mention
  readonly score: number
}

const TYPE_BONUS = 0.3
const PREPOSITION_BONUS = 0.12
const PARENT_BONUS = 0.35
const PRIOR_BONUS = 0.2
const FUZZY_PENALTY = 0.12

/** Municipalities the text itself names: «Дичня Курчатовского района» resolves namesakes. */
const namedDistricts = (found: readonly Mention[]): ReadonlySet<string> =>
  new Set(
    found
      .filter((each) => each.places.length === 1 && each.type !== 'street')
      .flatMap((each) => each.places)
      .filter((place) => place.kind === 'municipality' || (place.kind === 'settlement' && place.prior >= 0.9))
      .map((place) => place.districtId ?? ''),
  )

const priorOf = (context: PlaceContext): ReadonlySet<string> =>
  new Set([context.source?.districtId ?? '', context.parent?.place?.districtId ?? ''].filter((id) => id !== ''))

const scored = (mention: Mention, named: ReadonlySet<string>, prior: ReadonlySet<string>): readonly Candidate[] => {
  const candidates = mention.places.map((place) => {
    const district = place.districtId ?? ''
    const score =
      place.prior +
      (mention.type === null ? 0 : TYPE_BONUS) +
      (mention.preposition === null ? 0 : PREPOSITION_BONUS) +
      (named.has(district) ? PARENT_BONUS : 0) +
      (prior.has(district) ? PRIOR_BONUS : 0) -
      (mention.fuzzy ? FUZZY_PENALTY : 0)
    return { place, mention, score }
  })
  return candidates.sort((left, right) => right.score - left.score)
}

/** The best reading of a mention; a namesake of equal weight halves it. */
const bestOf = (candidates: readonly Candidate[]): Candidate | null => {
  const [first, second] = candidates
  if (first === undefined) return null
  const unresolved = second !== undefined && second.place.districtId !== first.place.districtId && first.score - second.score < 0.1
  return unresolved ? { ...first, score: first.score * 0.6 } : first
}

const spanOf = (all: readonly Unit[], first: number, last: number): Span => ({ start: all[first]?.start ?? 0, end: all[last]?.end ?? 0 })

interface Reading {
  readonly all: readonly Unit[]
  readonly best: readonly Candidate[]
}

const ofKind = (reading: Reading, ...kinds: readonly Place['kind'][]): readonly Candidate[] =>
  reading.best.filter((each) => kinds.includes(each.place.kind)).sort((left, right) => right.score - left.score)

const evidenceOf = (reading: Reading, candidate: Candidate): Evidence => ({
  by: 'gazetteer',
  ref: candidate.place.id,
  score: Math.min(1, candidate.score),
  spans: [spanOf(reading.all, candidate.mention.first, candidate.mention.last)],
})

const guessOf = (reading: Reading, candidate: Candidate, level: PlaceLevel = candidate.place.level): PlaceGuess => ({
  placeId: candidate.place.id,
  districtId: candidate.place.districtId,
  level,
  name: candidate.place.name,
  inferred: false,
  confidence: Math.max(0.05, Math.min(0.99, candidate.score)),
  evidence: [evidenceOf(reading, candidate)],
})

/** The settlement or district the text is about: a village inside a named district, else the strongest. */
const anchorOf = (reading: Reading): Candidate | null => {
  const settlements = ofKind(reading, 'settlement', 'council', 'area')
  const district = ofKind(reading, 'municipality')[0]
  const inside = settlements.find((each) => district !== undefined && each.place.districtId === district.place.districtId)
  const settlement = inside ?? settlements[0]
  if (district === undefined) return settlement ?? ofKind(reading, 'adjective')[0] ?? null
  if (settlement === undefined) return district
  const explicit = district.mention.type === 'district' && inside === undefined && settlement.place.districtId !== district.place.districtId
  return explicit && settlement.place.prior < 0.9 ? district : settlement
}

const withHouse = (reading: Reading, guess: PlaceGuess, last: number): PlaceGuess => {
  const house = houseAfter(reading.all, last + 1)
  if (house === null) return guess
  const evidence = guess.evidence.map((each, at) =>
    at === 0 ? { ...each, spans: [...each.spans, spanOf(reading.all, last + 1, house.last)] } : each,
  )
  return { ...guess, level: 'house', name: `${guess.name}, ${house.number}`, evidence, confidence: Math.min(0.99, guess.confidence + 0.05) }
}

const townOf = (anchor: Candidate | null, context: PlaceContext, index: PlaceIndex): string | null => {
  if (anchor !== null) return anchor.place.townId ?? null
  const known = context.parent?.place?.placeId ?? context.source?.placeId ?? context.source?.districtId ?? null
  return known === null ? index.capital : (index.byId.get(known)?.townId ?? known)
}

/** A street of the gazetteer in the town of the text, of the context, or of the only town that has it. */
const streetGuess = (reading: Reading, anchor: Candidate | null, town: string | null): PlaceGuess | null => {
  for (const candidate of ofKind(reading, 'street')) {
    const inTown = candidate.mention.places.find((place) => place.townId === town)
    const chosen = inTown ?? (anchor === null ? candidate.place : null)
    if (chosen === null) continue
    const sure = (inTown === undefined ? 0 : 0.12) + (anchor === null ? 0 : 0.1) + candidate.score
    const guess = guessOf(reading, { ...candidate, place: chosen, score: sure })
    const whole = anchor === null ? guess : { ...guess, evidence: [...guess.evidence, evidenceOf(reading, anchor)] }
    const hasHouse = houseAfter(reading.all, candidate.mention.last + 1) !== null
    if (candidate.mention.type === null && !hasHouse && candidate.mention.preposition === null) continue
    return withHouse(reading, whole, candidate.mention.last)
  }
  return null
}

/** «улица Солнечная» of no gazetteer stays a street inside the settlement that is known. */
const unlistedStreet = (reading: Reading, analysis: Analysis, anchor: PlaceGuess): PlaceGuess | null => {
  const taken = new Set(reading.best.filter((each) => each.place.kind === 'street').map((each) => each.mention.first))
  const street = unknownStreet(reading.all, taken)
  if (street === null || (anchor.level !== 'settlement' && anchor.level !== 'district')) return null
  const span = spanOf(reading.all, street.first, street.last)
  const name = `улица ${analysis.text.slice(span.start, span.end)}, ${anchor.name}`
  const evidence: Evidence = { by: 'gazetteer', ref: 'street', score: 0.6, spans: [span] }
  return withHouse(reading, { ...anchor, level: 'street', name, evidence: [evidence, ...anchor.evidence] }, street.last)
}

const outsideGuess = (reading: Reading, anchor: Candidate | null): PlaceGuess | null => {
  const outside = ofKind(reading, 'outside')[0]
  if (outside === undefined || (anchor !== null && anchor.score >= SURE && outside.score < anchor.score + 0.25)) return null
  return guessOf(reading, outside, 'region')
}

const fromText = (index: PlaceIndex, analysis: Analysis, context: PlaceContext): PlaceGuess | null => {
  const all = units(analysis)
  const found = mentions(index, all)
  const named = namedDistricts(found)
  const prior = priorOf(context)
  const best = found.map((mention) => bestOf(scored(mention, named, prior))).filter((each) => each !== null)
  const reading: Reading = { all, best }
  const anchor = anchorOf(reading)
  const outside = outsideGuess(reading, anchor)
  if (outside !== null) return outside
  const street = streetGuess(reading, anchor, townOf(anchor, context, index))
  if (street !== null) return street
  const region = ofKind(reading, 'region')[0]
  const settled = anchor ?? region ?? null
  const guess = settled === null ? null : guessOf(reading, settled)
  const base = guess ?? inferred(index, context)
  return (base === null ? null : unlistedStreet(reading, analysis, base)) ?? guess
}

/** Place of the parent post, else of the source: what a message without a place of its own is about. */
const inferred = (index: PlaceIndex, context: PlaceContext): PlaceGuess | null => {
  const parent = context.parent?.place ?? null
  if (parent !== null && parent.districtId !== null) {
    const confidence = parent.confidence * (context.parent?.authorKind === 'official' ? 0.95 : 0.9)
    return { ...parent, inferred: true, confidence, evidence: [{ by: 'parent', ref: parent.placeId, score: confidence, spans: [] }] }
  }
  const source = context.source
  const placeId = source?.placeId ?? source?.districtId ?? null
  const place = placeId === null ? undefined : index.byId.get(placeId)
  if (place === undefined) return null
  const evidence: Evidence = { by: 'source', ref: source?.id ?? place.id, score: 0.65, spans: [] }
  return {
    placeId: place.id,
    districtId: place.districtId,
    level: place.level,
    name: place.name,
    inferred: true,
    confidence: 0.65,
    evidence: [evidence],
  }
}

/**
 * Where a message is about: house ⊂ street ⊂ settlement ⊂ district as far as the text says, `outside` for another region,
 * else the place of the parent post or of the source (`inferred`), else null. Confidence is 0…1; spans are UTF-16 offsets.
 */
export const recognisePlace = (index: PlaceIndex, analysis: Analysis, context: PlaceContext): PlaceGuess | null => {
  const read = fromText(index, analysis, context)
  if (read !== null && read.confidence >= SURE && read.level !== 'region') return read
  if (read?.placeId === 'outside') return read
  return inferred(index, context) ?? read
}
