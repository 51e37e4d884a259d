import { houseAfter } from './house.ts'
import type { Form, Place } from './place.ts'
import type { PlaceIndex } from './place-index.ts'
import { type Typed, typeAfter, typeBefore } from './types-around.ts'
import { type TypeKind, typeWordOf } from './type-words.ts'
import { type Unit, unitAt } from './units.ts'

/** A stretch of the text that may name places, with what speaks for each of them. */
export interface Mention {
  readonly places: readonly Place[]
  readonly first: number
  readonly last: number
  /** Type word before or after it, e.g. «улица». */
  readonly type: TypeKind | null
  readonly preposition: Unit['sense']['preposition']
  readonly capital: boolean
  /** A typing error was forgiven. */
  readonly fuzzy: boolean
  /** What the type word says it is, as `Place.typeWord`; null where it says no more than its kind. */
  readonly typeWord: string | null
  /** «звонили в Курск»: where somebody turned to, not where something is. */
  readonly isGoal: boolean
}

const formAt = (all: readonly Unit[], at: number): Form | undefined => {
  const unit = unitAt(all, at)
  if (isLetter(unit) && !isInitial(all, at)) return undefined
  return unit.sense.forms.find(({ words }) => continues(all, at, words))
}

const isLetter = ({ word, digits }: Unit): boolean => word.length === 1 && !digits

/** «К. Маркса», «ул К Маркса»; any other lone letter is a preposition or a type word. */
const isInitial = (all: readonly Unit[], at: number): boolean => {
  const { capital, next } = unitAt(all, at)
  return capital && (next === '.' || typeBefore(all, at)?.kind === 'street')
}

/** Whether the words of a form after its first one stand there. */
function continues(all: readonly Unit[], at: number, words: readonly string[]): boolean {
  for (let step = 1; step < words.length; step += 1) if (unitAt(all, at + step).word !== words[step]) return false
  return true
}

/** A form whose first word is written with one mistake; looked for beside a type word only. */
function nearForm(index: PlaceIndex, all: readonly Unit[], at: number): Form | undefined {
  for (const word of index.near(unitAt(all, at).word)) {
    const form = index.senses.of(word).forms.find(({ words }) => continues(all, at, words))
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

interface Around extends Pick<Mention, 'preposition' | 'capital'> {
  /** A house number follows. */
  readonly isNumbered: boolean
}

/** «Курский» without «район» says region, town or district alike; the commonest adjectives say nothing. */
const SILENT_ADJECTIVE = /^(курск|советск|октябрьск|железногорск|льговск|курчатовск|щигровск|дмитриевск|беловск)/

/** «Тёткино», «Беседино», «Гуево»: nothing else ends so, whatever stands before it. */
export const isToponym = (word: string): boolean => /(?:[ое]во|[иы]но)$/.test(word)

/** At least this well known, a name is a place wherever it stands. */
const WELL_KNOWN = 0.8

/** Whether a name without a type word is read as this place. */
const STANDS_BARE: Readonly<Record<Place['kind'], (place: Place, form: Form, around: Around) => boolean>> = {
  region: () => true,
  // «на ленина 15»
  street: (_, __, { capital, preposition, isNumbered }) => capital || (isNumbered && preposition !== 'none'),
  municipality: (_, form, { capital }) => capital && !SILENT_ADJECTIVE.test(form.words[0] ?? ''),
  settlement: (place, form, { capital, preposition }) =>
    place.prior >= WELL_KNOWN || preposition === 'strong' || (capital && (preposition === 'weak' || isToponym(form.words.at(-1) ?? ''))),
  // «льговская больница»: adjectives of towns are written small.
  adjective: () => true,
  area: (_, __, { capital, preposition }) => capital || preposition === 'strong',
  council: () => false,
  // «грозный ответ», «сумы с продуктами».
  outside: (_, __, { capital, preposition }) => capital || preposition === 'strong',
}

const placesOf = (form: Form, type: TypeKind | null, around: Around): readonly Place[] =>
  form.places.filter(
    (place) => AGREES[place.kind].includes(type) && (type !== null || (!place.needsType && STANDS_BARE[place.kind](place, form, around))),
  )

/** The type words a name may be read with, likeliest first: what follows a district's name decides, else what stands before. */
function readings(before: Typed | null, after: Typed | null): readonly (TypeKind | null)[] {
  const decisive = after?.kind === 'district' || after?.kind === 'council' ? [after.kind] : []
  const beside = [before, after].flatMap((type) => type?.kind ?? [])
  // «улица» before a name makes it a street: it is not read without it.
  return before?.kind === 'street' ? [...decisive, ...beside] : [...decisive, ...beside, null]
}

const GOAL_PREPOSITIONS: ReadonlySet<string> = new Set(['в', 'во'])
/** Of names of towns: «в Курск», «в Суджу», «в Щигры», «в Обоянь»; where something is they end otherwise, or in «-ах». */
const ACCUSATIVE = /^.{3,}(?:[уюыь]|(?<![ая])х|[бвгджзклмнпрстфцчшщ])$/

/** «школа имени Курчатова» is no school in Kurchatov. */
const HONOURED: ReadonlySet<string> = new Set(['имени', 'им'])

/** «в городе Льгов»: the type word tells the case, an abbreviation tells none. */
const isGoalOf = (preposition: Unit, type: Typed | null, name: Unit): boolean =>
  GOAL_PREPOSITIONS.has(preposition.word) && ACCUSATIVE.test(type?.as ?? name.word)

function mentionAt(index: PlaceIndex, all: readonly Unit[], at: number): Mention | null {
  const { capital } = unitAt(all, at)
  const before = typeBefore(all, at)
  const exact = formAt(all, at)
  const fuzzy = exact === undefined
  const form = exact ?? (isNamed(all, at, before) ? nearForm(index, all, at) : undefined)
  if (form === undefined || HONOURED.has(unitAt(all, at - 1).word)) return null
  const led = unitAt(all, (before?.from ?? at) - 1)
  const { preposition } = led.sense
  const last = at + form.words.length - 1
  const isGoal = isGoalOf(led, before, unitAt(all, last))
  const isNumbered = houseAfter(all, last + 1) !== null
  const types = readings(before, typeAfter(all, last + 1))
  // What is forgiven for a type word's sake is read with it.
  for (const type of fuzzy ? types.filter((each) => each !== null) : types) {
    const places = placesOf(form, type, { preposition, capital, isNumbered })
    const typeWord = typeWordBefore(before, type)
    if (places.length > 0) return { places, first: at, last, type, preposition, capital, fuzzy, typeWord, isGoal }
  }
  return null
}

const typeWordBefore = (before: Typed | null, type: TypeKind | null): string | null =>
  before !== null && before.kind === type ? typeWordOf(before.as) : null

/** A type word beside it says that it is a name, even of an unknown spelling; «д медведка» is no village, which has a capital letter. */
function isNamed(all: readonly Unit[], at: number, before: Typed | null): boolean {
  const kind = (before ?? typeAfter(all, at + 1))?.kind ?? 'house'
  return kind === 'street' || (kind !== 'house' && unitAt(all, at).capital)
}

/** Every mention of the index's places, left to right, longest first, not overlapping. */
export function mentions(index: PlaceIndex, all: readonly Unit[]): readonly Mention[] {
  const found: Mention[] = []
  for (let at = 0; at < all.length; at += 1) {
    const mention = mentionAt(index, all, at)
    if (mention === null) continue
    found.push(mention)
    at = mention.last
  }
  return found
}

/** A street that need not be in any list: «улица Солнечная», «ул. С.Перовской». Up to two capitalised words after the type word. */
export function streetAsWritten(all: readonly Unit[]): { first: number; last: number } | null {
  const first = all.findIndex((unit, at) => at > 0 && unit.capital && typeBefore(all, at)?.kind === 'street')
  if (first < 0) return null
  const [unit, second] = [unitAt(all, first), unitAt(all, first + 1)]
  const leadsOn = unit.next === ' ' || (isLetter(unit) && unit.next === '.')
  return { first, last: leadsOn && second.capital && second.sense.type === null ? first + 1 : first }
}
