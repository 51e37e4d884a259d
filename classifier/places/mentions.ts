import type { Form, Place, PlaceIndex } from './place-index.ts'
import { PLACE_PREPOSITIONS, STRONG_PREPOSITIONS, TYPE_WORDS } from './type-words.ts'
import type { TypeKind } from './type-words.ts'
import type { Unit } from './units.ts'

/** A stretch of the text that may name places, with what speaks for each of them. */
export interface Mention {
  readonly places: readonly Place[]
  readonly first: number
  readonly last: number
  /** Type word before or after it, e.g. «улица». */
  readonly type: TypeKind | null
  /** The type word itself as written. */
  readonly typeAs: string | null
  readonly preposition: string | null
  readonly capital: boolean
  /** A typing error was forgiven. */
  readonly fuzzy: boolean
}

interface Typed {
  readonly kind: TypeKind
  readonly as: string
  /** Index of the type word's first unit. */
  readonly from: number
}

/** `р-н`, `пр-т`, `м-н`, `б-р`: abbreviations of two units. */
const PAIRS: Readonly<Record<string, TypeKind>> = {
  'р н': 'district',
  'пр т': 'street',
  'пр кт': 'street',
  'б р': 'street',
  'м н': 'area',
  'с с': 'council',
}

const pairAt = (all: readonly Unit[], at: number): TypeKind | undefined => {
  const left = all[at]
  const right = all[at + 1]
  if (left === undefined || right === undefined || (left.next !== '-' && left.next !== '/')) return undefined
  return PAIRS[`${left.word} ${right.word}`]
}

/** The type word that ends just before unit `at`. */
const typeBefore = (all: readonly Unit[], at: number): Typed | null => {
  const pair = pairAt(all, at - 2)
  if (pair !== undefined) return { kind: pair, as: all[at - 2]?.word ?? '', from: at - 2 }
  const unit = all[at - 1]
  const found = unit && TYPE_WORDS.get(unit.word)
  if (unit === undefined || found === undefined || unit.next === ',') return null
  if (found.short && unit.next !== '.' && (unit.next !== ' ' || all[at]?.capital !== true || unit.word === 'с')) return null
  return { kind: found.kind, as: unit.word, from: at - 1 }
}

/** The type word that begins at unit `at`: «Суджанского района», «Курский муниципальный округ». */
const typeAfter = (all: readonly Unit[], at: number): Typed | null => {
  const next = all[at]
  if (next === undefined) return null
  const skip = next.word.startsWith('муниципальн') || next.word.startsWith('городск') ? 1 : 0
  const pair = pairAt(all, at + skip)
  if (pair !== undefined) return { kind: pair, as: 'р', from: at }
  const unit = all[at + skip]
  const found = unit && TYPE_WORDS.get(unit.word)
  if (unit === undefined || found === undefined || found.short || found.kind === 'house') return null
  return { kind: found.kind, as: unit.word, from: at }
}

const formAt = (index: PlaceIndex, all: readonly Unit[], at: number): Form | undefined =>
  index.forms.get(all[at]?.word ?? '')?.find((form) => form.words.every((word, step) => all[at + step]?.word === word))

/** A form whose first word is written with one mistake. */
const nearForm = (index: PlaceIndex, all: readonly Unit[], at: number): Form | undefined => {
  const unit = all[at]
  if (unit === undefined) return undefined
  for (const word of index.near(unit.word)) {
    const form = index.forms.get(word)?.find((each) => each.words.every((part, step) => step === 0 || all[at + step]?.word === part))
    if (form !== undefined) return form
  }
  return undefined
}

/** Which type words agree with which kinds of place; null means no type word at all. */
const AGREES: Readonly<Record<Place['kind'], readonly (TypeKind | null)[]>> = {
  region: [null, 'settlement', 'street', 'area', 'district', 'council', 'house'],
  municipality: ['district', null],
  adjective: [null],
  settlement: ['settlement', 'area', 'council', null],
  council: ['council'],
  area: ['area', 'district', 'settlement', null],
  street: ['street', 'house', null],
  outside: ['settlement', null],
}

const allowed = (place: Place, type: TypeKind | null, preposition: string | null, capital: boolean): boolean => {
  if (!AGREES[place.kind].includes(type)) return false
  if (type !== null) return true
  if (place.needsType) return false
  if (place.prior >= 0.8 || place.kind === 'region') return place.kind !== 'municipality' || capital
  if (place.kind === 'street') return capital
  return capital ? preposition !== null || place.kind !== 'settlement' : preposition !== null && STRONG_PREPOSITIONS.has(preposition)
}

/** «Курский» without «район» says region, town or district alike; the commonest adjectives say nothing. */
const SILENT_ADJECTIVE = /^(курск|советск|октябрьск|железногорск|льговск|курчатовск|щигровск|дмитриевск|беловск)/

const placesOf = (form: Form, type: TypeKind | null, before: string | null, capital: boolean): readonly Place[] =>
  form.places.filter(
    (place) =>
      allowed(place, type, before, capital) &&
      !(place.kind === 'municipality' && type === null && SILENT_ADJECTIVE.test(form.words[0] ?? '')),
  )

const mentionAt = (index: PlaceIndex, all: readonly Unit[], at: number): Mention | null => {
  const unit = all[at]
  if (unit === undefined) return null
  const before = typeBefore(all, at)
  const exact = formAt(index, all, at)
  const nextType = exact === undefined ? typeAfter(all, at + 1) : null
  const near = exact === undefined && (before ?? nextType) !== null && before?.kind !== 'house' ? nearForm(index, all, at) : undefined
  const form = exact ?? near
  if (form === undefined) return null
  const after = typeAfter(all, at + form.words.length)
  const from = before?.from ?? at
  const word = all[from - 1]?.word ?? null
  const preposition = word !== null && PLACE_PREPOSITIONS.has(word) ? word : null
  for (const type of [after?.kind === 'district' || after?.kind === 'council' ? after : null, before, after, null]) {
    const places = placesOf(form, type?.kind ?? null, preposition, unit.capital)
    if (places.length === 0 || (type === null && before?.kind === 'street')) continue
    const last = at + form.words.length - 1
    return {
      places,
      first: at,
      last,
      type: type?.kind ?? null,
      typeAs: type?.as ?? null,
      preposition,
      capital: unit.capital,
      fuzzy: exact === undefined,
    }
  }
  return null
}

/** Every mention of the index's places, left to right, longest first, not overlapping. */
export const mentions = (index: PlaceIndex, all: readonly Unit[]): readonly Mention[] => {
  const found: Mention[] = []
  for (let at = 0; at < all.length; at += 1) {
    const mention = mentionAt(index, all, at)
    if (mention === null) continue
    found.push(mention)
    at = mention.last
  }
  return found
}

/** A street the gazetteer does not know: «улица Солнечная». Up to two capitalised words after the type word. */
export const unknownStreet = (all: readonly Unit[], taken: ReadonlySet<number>): { first: number; last: number } | null => {
  for (let at = 1; at < all.length; at += 1) {
    const unit = all[at]
    const type = typeBefore(all, at)
    if (unit === undefined || type?.kind !== 'street' || taken.has(at) || !unit.capital) continue
    const second = all[at + 1]
    const last = second?.capital === true && unit.next === ' ' && TYPE_WORDS.get(second.word) === undefined ? at + 1 : at
    return { first: at, last }
  }
  return null
}
