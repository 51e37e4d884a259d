import type { TypeKind } from './type-words.ts'
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
  if (type === null || unit.next === ',' || (type.short && !isAbbreviation(unit, unitAt(all, at)))) return null
  return { kind: type.kind, as: unit.word, from: at - 1 }
}

/** A lone letter is also a preposition or a particle: it needs a full stop, or a capital letter after it; «с» needs the stop. */
const isAbbreviation = (unit: Unit, next: Unit): boolean => unit.next === '.' || (unit.next === ' ' && next.capital && unit.word !== 'с')

/** The type word that begins at a unit: «Суджанского района», «Курский муниципальный округ». */
export function typeAfter(all: readonly Unit[], at: number): Typed | null {
  const first = unitAt(all, at).sense.isMunicipal ? at + 1 : at
  const pair = pairAt(all, first)
  if (pair !== null) return { kind: pair, as: 'р', from: at }
  const { word, sense } = unitAt(all, first)
  if (sense.type === null || sense.type.short || sense.type.kind === 'house') return null
  return { kind: sense.type.kind, as: word, from: at }
}
