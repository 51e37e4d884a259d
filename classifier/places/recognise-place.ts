import type { Evidence, PlaceGuess } from '../../core/classification.ts'
import type { Analysis } from '../analysis.ts'
import { houseAfter } from './house.ts'
import { expectedDistricts, inferred, knownPlaceId, type PlaceContext } from './inferred-place.ts'
import { mentions, streetAsWritten } from './mentions.ts'
import type { Place } from './place.ts'
import type { PlaceIndex } from './place-index.ts'
import { anchorOf, type Candidate, evidenceOf, guessOf, ofKind, type Reading, readingOf, spanOf } from './reading.ts'
import { units } from './units.ts'

/** Below this the text does not decide and the parent's or the source's place is taken. */
const SURE = 0.6
const IN_TOWN_BONUS = 0.12
const ANCHOR_BONUS = 0.1

const withHouse = (reading: Reading, guess: PlaceGuess, last: number): PlaceGuess => {
  const house = houseAfter(reading.all, last + 1)
  if (house === null) return guess
  const evidence = guess.evidence.map((each, at) =>
    at === 0 ? { ...each, spans: [...each.spans, spanOf(reading.all, last + 1, house.last)] } : each,
  )
  return { ...guess, level: 'house', name: `${guess.name}, ${house.number}`, evidence, confidence: Math.min(0.99, guess.confidence + 0.05) }
}

/** The town whose streets are meant: of the text, else of the context, else the capital. */
function townOf(anchor: Candidate | null, context: PlaceContext, index: PlaceIndex): string | null {
  if (anchor !== null) return anchor.place.townId
  const known = knownPlaceId(context) ?? index.capital
  return index.byId.get(known)?.townId ?? known
}

/** A street of the gazetteer in the town of the text, of the context, or of the only town that has it unless the context speaks of others. */
function streetGuess(reading: Reading, anchor: Candidate | null, town: string | null, expected: ReadonlySet<string>): PlaceGuess | null {
  for (const candidate of ofKind(reading, 'street')) {
    const inTown = inTownOf(candidate, town)
    const place = inTown ?? (anchor === null && isExpected(candidate.place, expected) ? candidate.place : null)
    if (place === null || !isAddress(reading, candidate)) continue
    const score = candidate.score + (inTown === undefined ? 0 : IN_TOWN_BONUS) + (anchor === null ? 0 : ANCHOR_BONUS)
    const guess = guessOf(reading, { ...candidate, place, score })
    const evidence = anchor === null ? guess.evidence : [...guess.evidence, evidenceOf(reading, anchor)]
    return withHouse(reading, { ...guess, evidence }, candidate.mention.last)
  }
  return null
}

/** A list of streets is never whole: source and parent know better where a street is than the one list that has it. */
const isExpected = ({ districtId }: Place, expected: ReadonlySet<string>): boolean => expected.size === 0 || expected.has(districtId ?? '')

/** Of several of that name the one that the type word says. */
function inTownOf({ mention }: Candidate, town: string | null): Place | undefined {
  const found = mention.places.filter((place) => place.townId === town)
  return found.find((place) => place.typeWord === mention.typeWord) ?? found[0]
}

/** A bare name is as often a person's. */
const isAddress = (reading: Reading, { mention }: Candidate): boolean =>
  mention.type !== null || mention.preposition !== 'none' || houseAfter(reading.all, mention.last + 1) !== null

/** «улица Солнечная» of no list of the settlement that is known stays a street inside it. */
const unlistedStreet = (reading: Reading, analysis: Analysis, anchor: PlaceGuess): PlaceGuess | null => {
  const street = streetAsWritten(reading.all)
  if (street === null || (anchor.level !== 'settlement' && anchor.level !== 'district')) return null
  const span = spanOf(reading.all, street.first, street.last)
  const name = `улица ${analysis.text.slice(span.start, span.end)}, ${anchor.name}`
  const evidence: Evidence = { by: 'gazetteer', ref: 'street', score: 0.6, spans: [span] }
  return withHouse(reading, { ...anchor, level: 'street', name, evidence: [evidence, ...anchor.evidence] }, street.last)
}

/** Somebody wrote to Moscow about a village that is named beside it. */
function isRather(anchor: Candidate, outside: Candidate): boolean {
  if (outside.mention.isGoal && !anchor.mention.isGoal) return true
  return anchor.score >= SURE && outside.score < anchor.score + 0.25
}

const outsideGuess = (reading: Reading, anchor: Candidate | null): PlaceGuess | null => {
  const outside = ofKind(reading, 'outside')[0]
  if (outside === undefined || (anchor !== null && isRather(anchor, outside))) return null
  return guessOf(reading, outside, 'region')
}

function fromText(index: PlaceIndex, analysis: Analysis, context: PlaceContext): PlaceGuess | null {
  const all = units(analysis, index.senses)
  const expected = expectedDistricts(context)
  const reading = readingOf(all, mentions(index, all), expected)
  const anchor = anchorOf(reading)
  return (
    outsideGuess(reading, anchor) ??
    streetGuess(reading, anchor, townOf(anchor, context, index), expected) ??
    settledGuess(reading, anchor, { index, analysis, context })
  )
}

/** The settlement, district or region, with a street of no gazetteer where one is named. */
function settledGuess(
  reading: Reading,
  anchor: Candidate | null,
  { index, analysis, context }: { index: PlaceIndex; analysis: Analysis; context: PlaceContext },
): PlaceGuess | null {
  const settled = anchor ?? ofKind(reading, 'region')[0]
  const guess = settled === undefined ? null : guessOf(reading, settled)
  const base = guess ?? inferred(index, context)
  return (base === null ? null : unlistedStreet(reading, analysis, base)) ?? guess
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
