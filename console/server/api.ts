import type { Role } from '../../core/actor.ts'
import type { Agency, SuggestedAgency } from '../../core/agency.ts'
import type { Case, CaseState, Command, Draft, Fact, Publication } from '../../core/case.ts'
import type { Classification, Importance } from '../../core/classification.ts'
import type { Clock, ClockKind } from '../../core/clock.ts'
import type { Conflict, Misconfigured, Unavailable } from '../../core/errors.ts'
import type { Author, Media, Platform, Post } from '../../core/post.ts'
import type { Instant } from '../../core/time.ts'

/** Why there is no result: what `error` of an answer says. What the domain refuses comes as `refusal`. */
export type ProblemCode =
  | (Conflict | Misconfigured | Unavailable)['code']
  | 'bad-input'
  | 'bug'
  | 'csrf'
  | 'foreign-origin'
  | 'no-session'
  | 'not-found'
  | 'too-large'
  | 'too-many-calls'
  | 'wrong-login'
  | 'wrong-role'

export type BadInputReason = 'missing' | 'too-short' | 'too-long' | 'too-many' | 'in-future' | 'not-listed' | 'not-a-photo' | 'unfit'

/** The details of `bad-input`. */
export interface BadInput {
  /** Its path in what was sent; empty: the whole of it. */
  readonly field: string
  readonly reason: BadInputReason
  /** Of `too-short`, `too-long` and `too-many`. */
  readonly limit?: number
  /** The beginning of what was sent, where that says more than the field. */
  readonly value?: string
  /** For whoever reads the answer itself. */
  readonly message: string
}

export interface DemoAccount {
  readonly login: string
  readonly name: string
  readonly role: Role
  /** Short name of the agency it works for; null for those who work for the whole region. */
  readonly agency: InTwoLanguages | null
  readonly password: string
}

export interface SignInOptions {
  readonly demoAccounts: readonly DemoAccount[]
  readonly languages: readonly string[]
}

export interface SessionView {
  readonly account: {
    readonly id: string
    readonly login: string
    readonly name: string
    readonly role: Role
    readonly agencyId: string | null
  }
  readonly csrfToken: string
  readonly serverTime: Instant
  readonly region: RegionName
}

/** A sign of life on the live stream. */
export interface LiveBeat {
  readonly serverTime: Instant
  /** The next one comes after this time. */
  readonly everyMs: number
}

/** A name of the region's data: Russian, and the same in English. */
export interface InTwoLanguages {
  readonly name: string
  readonly nameEn: string
}

export interface Named extends InTwoLanguages {
  readonly id: string
}

export interface RegionName extends Named {
  readonly timeZone: string
}

export interface TopicName extends Named {
  readonly groupId: string
}

export interface AgencyName extends Named, Pick<Agency, 'shortName' | 'ready' | 'active' | 'accounts'> {
  readonly shortNameEn: string
}

export interface Directory {
  readonly groups: readonly Named[]
  readonly topics: readonly TopicName[]
  readonly districts: readonly Named[]
  readonly agencies: readonly AgencyName[]
  readonly reworkCodes: readonly { readonly id: string; readonly ru: string; readonly en: string }[]
  readonly refusalGrounds: readonly string[]
  readonly platforms: readonly Platform[]
  /** Where approved answers are published by the program itself. */
  readonly publishes: readonly Platform[]
}

export interface RowClock {
  readonly kind: ClockKind
  readonly dueAt: Instant
  readonly startedAt: Instant
  readonly running: boolean
  /** From when an hour or less of its own time is left. */
  readonly nearAt: Instant
  /** From when a quarter of an hour or less of its own time is left. */
  readonly soonAt: Instant
}

export interface CaseRow {
  readonly id: string
  readonly version: string | number
  readonly state: CaseState
  readonly text: string
  readonly author: Author | string
  readonly platform: Platform
  readonly url: string | null
  readonly topicId: string | null
  /** Of the estimate; null once a curator has decided. */
  readonly topicConfidence: number | null
  readonly districtId: string | null
  readonly placeName: string | null
  readonly importance: Importance | null
  readonly agencyId: string | null
  readonly openedAt: Instant
  readonly createdAt: Instant
  readonly clocks: readonly RowClock[]
  /** How often agencies have returned it; the second time is the head curator's to know of. */
  readonly returns: number
  readonly repeats: number
  readonly refusals: number
  readonly media: number
}

export interface TimelineItem {
  readonly id: string
  readonly type: Fact['type']
  readonly at: Instant
  readonly effectiveAt: Instant
  readonly by: { readonly name: string; readonly role: Role | null; readonly agencyId: string | null }
  readonly late: boolean
  readonly data: Readonly<Record<string, unknown>>
  readonly starts: readonly { readonly kind: ClockKind; readonly dueAt: Instant }[]
  readonly stops: readonly { readonly kind: ClockKind; readonly at: Instant }[]
}

export interface CaseCard extends Omit<CaseRow, 'clocks'> {
  readonly post: Post
  readonly classification: Classification
  /** Best first; whoever has returned the case is left out. */
  readonly suggested: readonly SuggestedAgency[]
  readonly draft: Draft | null
  readonly earlierDrafts: readonly Draft[]
  readonly rework: Case['rework']
  /** Without its link for those from whom the author is hidden. */
  readonly publication: (Omit<Publication, 'url'> & { readonly url: string | null }) | null
  readonly dismissal: Case['dismissal']
  readonly refusal: Case['refusal']
  readonly clocks: readonly Clock[]
  readonly timeline: readonly TimelineItem[]
  readonly parent: Post | null
  /** Words are hidden from this account that it may see for a logged reason. */
  readonly unmaskable: boolean
  readonly allowed: readonly Command['type'][]
}

/** What an agency is told of a case that is not its own any more: the fields that take its row from the pages. */
export interface GivenAway {
  readonly id: string
  readonly state: Extract<CaseState, 'returned'>
  readonly clocks: readonly []
}

export interface CasePage {
  readonly items: readonly CaseRow[]
  readonly next: string | null
  readonly total: number
  readonly serverTime: Instant
}

export interface PostRow {
  readonly id: string
  readonly text: string
  readonly author: Author | string
  readonly platform: Platform
  readonly url: string | null
  readonly createdAt: Instant
  readonly topicId: string | null
  readonly districtId: string | null
  readonly media: number | readonly Media[]
}

export interface PostPage {
  readonly items: readonly PostRow[]
  readonly next: string | null
  readonly total: number
}
