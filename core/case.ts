import type { Actor } from './actor.ts'
import type { RouteSuggestion } from './agency.ts'
import type { Classification, Importance, RefusalGround } from './classification.ts'
import type { Clock, ClockStage } from './clock.ts'
import type { Post, PostId } from './post.ts'
import type { Instant } from './time.ts'

export type CaseId = `case:${PostId}`
export const caseIdOf = (postId: PostId): CaseId => `case:${postId}`

/** A district's place: the message is about no one of them (section 2, detect). */
export const WHOLE_REGION = 'region'

export const CASE_STATES = [
  'in-review',
  'not-required',
  'out-of-scope',
  'technical-duplicate',
  'refused',
  'detected',
  'offered',
  'returned',
  'in-work',
  'on-approval',
  'rework',
  'approved',
  'closed',
  'withdrawn',
] as const
export type CaseState = (typeof CASE_STATES)[number]

export const TERMINAL_STATES: ReadonlySet<CaseState> = new Set([
  'not-required',
  'out-of-scope',
  'technical-duplicate',
  'refused',
  'closed',
  'withdrawn',
])

export const OPEN_STATES: readonly CaseState[] = CASE_STATES.filter((state) => !TERMINAL_STATES.has(state))

/** A photo of an answer: stored bytes are found by `id`, the SHA-256 of the content. */
export interface Attachment {
  readonly id: string
  readonly name: string
  readonly mediaType: 'image/jpeg' | 'image/png' | 'image/webp'
  readonly bytes: number
}

export interface Draft {
  /** Hash of text, attachments and account: what an approval names. */
  readonly version: string
  readonly text: string
  readonly attachments: readonly Attachment[]
  /** Agency account it will be published from; null: the answer is given by hand. */
  readonly accountId: string | null
  readonly by: Actor
  readonly at: Instant
}

export interface Publication {
  readonly url: string
  readonly where: 'in-place' | 'own-account'
  readonly reason: string | null
  /** Time on the platform, which stops ANSWER. */
  readonly publishedAt: Instant
}

/** Fold of the facts; never changed but by `evolve`. */
export interface Case {
  readonly id: CaseId
  readonly post: Post
  readonly classification: Classification
  readonly suggestion: RouteSuggestion | null
  readonly state: CaseState
  readonly topicId: string | null
  readonly districtId: string | null
  readonly placeName: string | null
  readonly importance: Importance | null
  /** T0, p.7: the first recorded act that says "a response is required". */
  readonly detectedAt: Instant | null
  readonly openedAt: Instant
  readonly agencyId: string | null
  readonly returnedBy: readonly string[]
  readonly refusal: { readonly ground: RefusalGround; readonly reason: string } | null
  readonly dismissal: { readonly as: DismissAs; readonly reason: string; readonly target: CaseId | null } | null
  readonly draft: Draft | null
  readonly earlierDrafts: readonly Draft[]
  readonly rework: { readonly code: string; readonly comment: string; readonly at: Instant } | null
  readonly approvedVersion: string | null
  readonly publication: Publication | null
  readonly closedAt: Instant | null
  /** The first close, which statistics keep after a reopening. */
  readonly firstClosedAt: Instant | null
  readonly clocks: readonly Clock[]
  readonly facts: readonly Fact[]
  /** Keys of the commands already applied, newest last, so that a repeated command is a no-op. */
  readonly appliedKeys: readonly string[]
}

/** The curator's word where there is one, the classifier's best guess until then. */
export const topicIdOf = ({ topicId, classification }: Pick<Case, 'topicId' | 'classification'>): string | null =>
  topicId ?? classification.topics[0]?.topicId ?? null

/** As `topicIdOf`. */
export const districtIdOf = ({ districtId, classification }: Pick<Case, 'districtId' | 'classification'>): string | null =>
  districtId ?? classification.place?.districtId ?? null

export const DISMISSALS = ['not-required', 'out-of-scope', 'technical-duplicate'] as const satisfies readonly CaseState[]
export type DismissAs = (typeof DISMISSALS)[number]

export const isDismissed = ({ state }: Pick<Case, 'state'>): boolean => DISMISSALS.some((one) => one === state)

/** Whether a revision of a message asks for a case. */
export const needsCase = ({ post, classification }: Pick<Case, 'post' | 'classification'>): boolean =>
  classification.needsResponse.value && post.deletedAt === null

/** What every fact carries. `at`: received; `effectiveAt`: when it holds from. `starts` stamps the clocks it starts or moves. */
interface FactMeta {
  readonly id: string
  readonly at: Instant
  readonly effectiveAt: Instant
  readonly by: Actor
  readonly key: string
  readonly late: boolean
  readonly starts: readonly Clock[]
  /** Clocks stopped by this fact, and the instant. */
  readonly stops: readonly { readonly kind: Clock['kind']; readonly at: Instant }[]
}

type FactOf<Type extends string, Data = unknown> = Readonly<{ type: Type } & Data> & FactMeta

/** Where a dismissal or refusal holds no more: the agency that had the case until then, if one had. */
interface LeftBehind {
  readonly agencyId?: string
}

/** Events in the past tense, append-only. */
export type Fact =
  | FactOf<'MessageTakenIn', { post: Post; classification: Classification; suggestion: RouteSuggestion | null }>
  | FactOf<'MessageRevised', LeftBehind & { post: Post; classification: Classification; /** To be judged anew. */ backToReview?: true }>
  | FactOf<'MessageDetected', { topicId: string; districtId: string; placeName: string; importance: Importance }>
  | FactOf<'MessageDismissed', { as: DismissAs; reason: string; target: CaseId | null }>
  | FactOf<'MessageRefused', { ground: RefusalGround; reason: string }>
  | FactOf<'RoutedToAgency', { agencyId: string; overrideReason: string | null; accountMissing: boolean }>
  | FactOf<'ReturnedByAgency', { agencyId: string; reason: string; proposedAgencyId: string | null }>
  | FactOf<
      'ReroutedToAgency',
      { agencyId: string; reason: string | null; secondReturn: boolean; /** Older facts do not say it. */ accountMissing?: boolean }
    >
  | FactOf<'AcceptedByAgency', { tacit: boolean }>
  | FactOf<'DraftSubmitted', { draft: Draft }>
  | FactOf<'ReworkAsked', { code: string; comment: string }>
  | FactOf<'DraftApproved', { version: string }>
  | FactOf<'AnswerPublished', Publication>
  | FactOf<'PublicationFailed', { reason: string; needsHuman: boolean }>
  | FactOf<'ImportanceChanged', { importance: Importance; reason: string }>
  | FactOf<'CaseReopened', LeftBehind & { reason: string; /** Absent: the agency has it again. */ to?: 'in-review' | 'detected' }>
  | FactOf<'CommentAdded', { text: string }>
  | FactOf<'CalendarCorrected', { calendarId: string; calendarVersion: string; reason: string; moved: readonly MovedClock[] }>
  | FactOf<
      'AlarmFired',
      {
        alarms: readonly {
          id: string
          kind: Clock['kind']
          generation: number
          stage: ClockStage
          dueAt: Instant
          late: boolean
          sent: boolean
        }[]
      }
    >

/** A promise that a corrected calendar has moved. */
export interface MovedClock {
  readonly kind: Clock['kind']
  readonly from: Instant
  /** As before where it is only the warnings that moved. */
  readonly to: Instant
}

type CommandOf<Type extends string, Data = unknown> = Readonly<{ type: Type } & Data>

/** Wishes in the imperative. Who, when and the idempotency key travel beside them in `CommandMeta`. */
export type Command =
  | CommandOf<'detect', { topicId: string | null; districtId: string | null; placeName: string | null; importance: Importance | null }>
  | CommandOf<'dismiss', { as: DismissAs; reason: string; target: CaseId | null }>
  | CommandOf<'refuse', { ground: RefusalGround; reason: string }>
  | CommandOf<'route', { agencyId: string; overrideReason: string | null }>
  | CommandOf<'return', { reason: string; proposedAgencyId: string | null; curatorConsent: boolean }>
  | CommandOf<'reroute', { agencyId: string; reason: string | null }>
  | CommandOf<'accept'>
  | CommandOf<'submit', { text: string; attachments: readonly Attachment[]; accountId: string | null }>
  | CommandOf<'approve', { version: string }>
  | CommandOf<'ask-rework', { code: string; comment: string; /** Null: whichever there is. */ version: string | null }>
  | CommandOf<'publish', Publication & { accountId: string | null }>
  | CommandOf<'report-publication-failure', { reason: string; needsHuman: boolean }>
  | CommandOf<'change-importance', { importance: Importance; reason: string }>
  | CommandOf<'reopen', { reason: string }>
  | CommandOf<'comment', { text: string }>
  /** The calendar was corrected: open clocks are to count as it says now. */
  | CommandOf<'correct-calendar', { reason: string }>
  /** What time itself does: alarms that are due, tacit acceptance after the return window (p.8). */
  | CommandOf<'fire-alarms'>

export interface CommandMeta {
  readonly by: Actor
  readonly at: Instant
  /** Idempotency key; the same key on the same case is applied once. */
  readonly key: string
}

/** Codes of what the domain refuses. A new code does not compile until it has its sentences and HTTP status. */
export const REFUSALS = [
  'no-such-case',
  'wrong-moment',
  'not-yours',
  'incomplete-classification',
  'reason-missing',
  'target-missing',
  'agency-not-ready',
  'no-such-agency',
  'too-late-to-return',
  'already-returned-by',
  'draft-is-empty',
  'too-long-for-platform',
  'no-such-attachment',
  'author-cannot-approve',
  'draft-changed',
  'foreign-account',
  'fallback-without-reason',
  'link-missing',
  'too-late-to-reopen',
  'nothing-due',
] as const
export type Refusal = (typeof REFUSALS)[number]
