import type { Evidence, PlaceGuess, PlaceLevel, Span } from '../../core/classification.ts'
import { isToponym, type Mention } from './mentions.ts'
import type { Place } from './place.ts'
import type { Unit } from './units.ts'

/** One reading of a mention, with how much speaks for it. */
export interface Candidate {
  readonly place: Place
  readonly mention: Mention
  readonly score: number
}

const TYPE_BONUS = 0.3
const PREPOSITION_BONUS = 0.12
/** «Тёткино третий день без света»: a preposition would say no more. */
const TOPONYM_BONUS = 0.2
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

const scored = (mention: Mention, named: ReadonlySet<string>, prior: ReadonlySet<string>): readonly Candidate[] => {
  const candidates = mention.places.map((place) => {
    const district = place.districtId ?? ''
    const score =
      place.prior +
      (mention.type === null ? 0 : TYPE_BONUS) +
      (mention.preposition === 'none' ? bareBonus(mention, place) : PREPOSITION_BONUS) +
      (named.has(district) ? PARENT_BONUS : 0) +
      (prior.has(district) ? PRIOR_BONUS : 0) -
      (mention.fuzzy ? FUZZY_PENALTY : 0)
    return { place, mention, score }
  })
  return candidates.sort((left, right) => saidToBe(right) - saidToBe(left) || right.score - left.score)
}

const bareBonus = ({ capital, type }: Mention, { kind, name }: Place): number =>
  capital && type === null && kind === 'settlement' && isToponym(name) ? TOPONYM_BONUS : 0

/** «село Коренево» is not the better-known settlement of that name beside it. */
const saidToBe = ({ place, mention }: Candidate): number => Number(mention.typeWord !== null && mention.typeWord === place.typeWord)

/** The best reading of a mention; a namesake of equal weight halves it. */
const bestOf = (candidates: readonly Candidate[]): Candidate | null => {
  const [first, second] = candidates
  if (first === undefined) return null
  const unresolved = second !== undefined && second.place.districtId !== first.place.districtId && first.score - second.score < 0.1
  return unresolved ? { ...first, score: first.score * 0.6 } : first
}

export const spanOf = (all: readonly Unit[], first: number, last: number): Span => ({
  start: all[first]?.start ?? 0,
  end: all[last]?.end ?? 0,
})

/** A text's mentions, each with its best reading. */
export interface Reading {
  readonly all: readonly Unit[]
  readonly best: readonly Candidate[]
}

export const ofKind = (reading: Reading, ...kinds: readonly Place['kind'][]): readonly Candidate[] =>
  reading.best.filter((each) => kinds.includes(each.place.kind)).sort((left, right) => right.score - left.score)

export const evidenceOf = (reading: Reading, candidate: Candidate): Evidence => ({
  by: 'gazetteer',
  ref: candidate.place.id,
  score: Math.min(1, candidate.score),
  spans: [spanOf(reading.all, candidate.mention.first, candidate.mention.last)],
})

export const guessOf = (reading: Reading, candidate: Candidate, level: PlaceLevel = candidate.place.level): PlaceGuess => ({
  placeId: candidate.place.id,
  districtId: candidate.place.districtId,
  level,
  name: candidate.place.name,
  inferred: false,
  confidence: Math.max(0.05, Math.min(0.99, candidate.score)),
  evidence: [evidenceOf(reading, candidate)],
})

/** Those that somebody turned to only where no other is named. */
function settlementsOf(reading: Reading): readonly Candidate[] {
  const all = ofKind(reading, 'settlement', 'council', 'area')
  const where = all.filter(({ mention }) => !mention.isGoal)
  return where.length > 0 ? where : all
}

/** The settlement or district the text is about: a village inside a named district, else the strongest. */
export const anchorOf = (reading: Reading): Candidate | null => {
  const settlements = settlementsOf(reading)
  const district = ofKind(reading, 'municipality')[0]
  const inside = settlements.find((each) => district !== undefined && each.place.districtId === district.place.districtId)
  const settlement = inside ?? settlements[0]
  if (district === undefined) return settlement ?? ofKind(reading, 'adjective')[0] ?? null
  if (settlement === undefined) return district
  const explicit = district.mention.type === 'district' && inside === undefined && settlement.place.districtId !== district.place.districtId
  return explicit && settlement.place.prior < 0.9 ? district : settlement
}

/** `expected`: districts that source and parent speak of. */
export function readingOf(all: readonly Unit[], found: readonly Mention[], expected: ReadonlySet<string>): Reading {
  const named = namedDistricts(found)
  return { all, best: found.map((mention) => bestOf(scored(mention, named, expected))).filter((each) => each !== null) }
}
