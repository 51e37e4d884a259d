/** Half-open range of UTF-16 offsets in `Post.text`. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** What led to a value: which rule, model, span or source. `score` is 0…1. */
export interface Evidence {
  readonly by: 'rule' | 'model' | 'lexicon' | 'gazetteer' | 'source' | 'parent' | 'author' | 'script' | 'policy'
  /** Rule id, model version, lexicon entry or gazetteer id. */
  readonly ref: string
  readonly score: number
  readonly spans: readonly Span[]
}

/** A value that is estimated, with its confidence (0…1) and what it rests on. */
export interface Estimate<T> {
  readonly value: T
  readonly confidence: number
  readonly evidence: readonly Evidence[]
}

export interface TopicGuess {
  /** `group/topic`, both keys of `config/<region>/topics.yaml`. */
  readonly topicId: string
  readonly groupId: string
  readonly confidence: number
  readonly evidence: readonly Evidence[]
}

export type PlaceLevel = 'region' | 'district' | 'settlement' | 'street' | 'house'

export interface PlaceGuess {
  /** Gazetteer id of the narrowest thing recognised. */
  readonly placeId: string
  /** One of the region's municipalities: what competence and the map are keyed by. */
  readonly districtId: string | null
  readonly level: PlaceLevel
  readonly name: string
  readonly inferred: boolean
  readonly confidence: number
  readonly evidence: readonly Evidence[]
}

export const IMPORTANCES = ['normal', 'high'] as const
export type Importance = (typeof IMPORTANCES)[number]

export const REFUSAL_GROUNDS = ['harm-intent', 'obscene-or-insulting', 'threat-to-official'] as const
/** The three grounds of p.20. */
export type RefusalGround = (typeof REFUSAL_GROUNDS)[number]

export interface RepeatSuggestion {
  readonly caseId: string
  readonly kind: 'technical-duplicate' | 'mass-complaint' | 'repeat'
  readonly confidence: number
  readonly evidence: readonly Evidence[]
}

/** An estimate about one revision of a post, with the evidence for each value. It never drops a post by itself. */
export interface Classification {
  readonly postId: string
  readonly rev: string
  readonly language: Estimate<string>
  /** Best first, at most five; empty when nothing is recognised. */
  readonly topics: readonly TopicGuess[]
  /** Outside the region: `district` null and `placeId` `outside`. Null when there is no clue at all. */
  readonly place: PlaceGuess | null
  readonly importance: Estimate<Importance>
  readonly needsResponse: Estimate<boolean>
  /** Suggestions for p.20, never applied automatically. */
  readonly refusals: readonly Estimate<RefusalGround>[]
  readonly repeats: readonly RepeatSuggestion[]
  /** Ready lemmas of the text, space separated, for the index of either adapter. */
  readonly lemmas: string
  readonly rulesetVersion: string
  readonly modelVersion: string
}
