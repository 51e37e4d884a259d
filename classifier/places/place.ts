import type { PlaceLevel } from '../../core/classification.ts'

export type PlaceKind = 'region' | 'municipality' | 'adjective' | 'settlement' | 'council' | 'area' | 'street' | 'outside'

/** One thing of the gazetteer, as the recogniser sees it. */
export interface Place {
  readonly id: string
  readonly kind: PlaceKind
  readonly level: PlaceLevel
  /** As a person reads it, e.g. `село Гуево`. */
  readonly name: string
  readonly districtId: string | null
  /** Town of a street or of a part of a town. */
  readonly townId: string | null
  /** 0…1: how likely it is meant when nothing else speaks. */
  readonly prior: number
  /** A place only beside a type word. */
  readonly needsType: boolean
  readonly typeWord: string | null
}

/** One written form and what it may mean. */
export interface Form {
  readonly words: readonly string[]
  readonly places: readonly Place[]
}
