import type { TypeKind, TypeWord } from './type-words.ts'
import { type Unit, unitAt } from './units.ts'

/** A type word beside a name. */
export interface Typed {
  readonly kind: TypeKind
  /** As written. */
  readonly as: string
  /** Its first unit. */
  readonly from: number
}

/** Abbreviations of two units: `р-н`, `пр-т`, `м-н`, `б-р`, `с/с`. */
const PAIRS: Readonly<Record<string, TypeKind>> = {
  'р н': 'district',
  'пр т': 'street',
  'пр кт': 'street',
  'б р': 'street',
  'м н': 'area',
  'с с': 'council',
}

function pairAt(all: readonly Unit[], at: number): TypeKind | null {
  const left = unitAt(all, at)
  if (left.next !== '-' && left.next !== '/') return null
  return PAIRS[`${left.word} ${unitAt(all, at + 1).word}`] ?? null
}

/** The type word that ends just before a unit. */
export function typeBefore(all: readonly Unit[], at: number): Typed | null {
  const pair = pairAt(all, at - 2)
  if (pair !== null) return { kind: pair, as: unitAt(all, at - 2).word, from: at - 2 }
  const unit = unitAt(all, at - 1)
  const { type } = unit.sense
  if (type === null || !LEADS_ON[type.spelling](unit, unitAt(all, at))) return null
  return { kind: type.kind, as: unit.word, from: at - 1 }
}

/** Whether a type word goes on to the name after it. */
const LEADS_ON: Readonly<Record<TypeWord['spelling'], (unit: Unit, next: Unit) => boolean>> = {
  // A lone letter is also a preposition or a particle: it needs a full stop, or a capital letter after it; «с» needs the stop.
  letter: (unit, next) => unit.next === '.' || (unit.next === ' ' && next.capital && unit.word !== 'с'),
  abbreviation: (unit) => unit.next === '.' || !unit.endsSentence,
  full: (unit) => !unit.endsSentence,
}

/** The type word that begins at a unit: «Суджанского района», «Курский муниципальный округ». */
export function typeAfter(all: readonly Unit[], at: number): Typed | null {
  if (unitAt(all, at - 1).endsSentence) return null
  const first = unitAt(all, at).sense.isMunicipal ? at + 1 : at
  const pair = pairAt(all, first)
  if (pair !== null) return { kind: pair, as: 'р', from: at }
  const { word, sense } = unitAt(all, first)
  if (sense.type === null || sense.type.spelling === 'letter' || sense.type.kind === 'house') return null
  return { kind: sense.type.kind, as: word, from: at }
}
