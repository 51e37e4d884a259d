/** A body that answers citizens. Data of `config/<region>/agencies.yaml`. */
export interface Agency {
  readonly id: string
  readonly name: string
  readonly shortName: string
  /** p.6: a responsible official is named and the agency takes messages. */
  readonly ready: boolean
  readonly active: boolean
  /** Its own accounts: where it may publish (p.14). */
  readonly accounts: readonly { readonly platform: string; readonly id: string; readonly url: string }[]
}

/** What the router suggests to a curator. `auto`: a rule says so and the confidence allows it. */
export interface RouteSuggestion {
  readonly agencies: readonly { readonly agencyId: string; readonly confidence: number; readonly ruleId: string; readonly reason: string }[]
  readonly auto: { readonly ruleId: string; readonly agencyId: string } | null
}

/** Who could take a case as it stands now. */
export interface SuggestedAgency {
  readonly agencyId: string
  /** Null: a person has named it. */
  readonly confidence: number | null
  /** As the router says it; `proposed`: by an agency that has returned the case. */
  readonly reason: string
}
