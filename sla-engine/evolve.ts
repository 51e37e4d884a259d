import { type Case, caseIdOf, type CaseState, type Fact } from '../core/case.ts'
import type { Clock } from '../core/clock.ts'
import { Malformed } from '../core/errors.ts'

/** Repeated commands are recognised this far back. */
const KEYS_KEPT = 50

type FactOf<Type extends Fact['type']> = Extract<Fact, { type: Type }>
type Changes = Partial<Case>
type Apply = { readonly [Type in Fact['type']]: (current: Case, fact: FactOf<Type>) => Changes }

const moved = (state: CaseState): Changes => ({ state })

/** A dismissal or refusal holds no more: no agency has the case, and what one had written is an earlier draft. Who has returned it before stays known. */
const released = ({ draft, earlierDrafts }: Case): Changes => ({
  dismissal: null,
  refusal: null,
  agencyId: null,
  draft: null,
  earlierDrafts: draft === null ? earlierDrafts : [...earlierDrafts, draft],
  rework: null,
})

/** As it came in: a curator says anew what it is about, and that is its T0. */
const backInReview = (current: Case): Changes => ({
  ...moved('in-review'),
  ...released(current),
  topicId: null,
  districtId: null,
  placeName: null,
  importance: null,
  detectedAt: null,
})

/** What each fact changes beside its clocks. */
const APPLY: Apply = {
  MessageTakenIn: () => ({}),
  MessageRevised: (current, { post, classification, backToReview }) => ({
    post,
    classification,
    ...(backToReview === true && backInReview(current)),
  }),
  MessageDetected: (_, { topicId, districtId, placeName, importance, effectiveAt }) => ({
    ...moved('detected'),
    topicId,
    districtId,
    placeName,
    importance,
    detectedAt: effectiveAt,
  }),
  MessageDismissed: (_, { as, reason, target }) => ({ ...moved(as), dismissal: { as, reason, target } }),
  MessageRefused: (_, { ground, reason }) => ({ ...moved('refused'), refusal: { ground, reason } }),
  RoutedToAgency: (_, { agencyId }) => ({ ...moved('offered'), agencyId }),
  ReturnedByAgency: (current, { agencyId }) => ({ ...moved('returned'), agencyId: null, returnedBy: [...current.returnedBy, agencyId] }),
  ReroutedToAgency: (_, { agencyId }) => ({ ...moved('offered'), agencyId }),
  AcceptedByAgency: () => moved('in-work'),
  DraftSubmitted: (current, { draft }) => ({
    ...moved('on-approval'),
    draft,
    earlierDrafts: current.draft === null ? current.earlierDrafts : [...current.earlierDrafts, current.draft],
  }),
  ReworkAsked: (_, { code, comment, at }) => ({ ...moved('rework'), rework: { code, comment, at } }),
  DraftApproved: (_, { version }) => ({ ...moved('approved'), approvedVersion: version }),
  AnswerPublished: (current, { url, where, reason, publishedAt, at }) => ({
    ...moved('closed'),
    publication: { url, where, reason, publishedAt },
    closedAt: at,
    firstClosedAt: current.firstClosedAt ?? at,
  }),
  PublicationFailed: () => ({}),
  ImportanceChanged: (_, { importance }) => ({ importance }),
  CaseReopened: (current, { to, effectiveAt }) => {
    if (to === 'in-review') return backInReview(current)
    if (to === 'detected') return { ...moved('detected'), ...released(current), detectedAt: effectiveAt }
    return { ...moved('in-work'), closedAt: null, approvedVersion: null }
  },
  CommentAdded: () => ({}),
  CalendarCorrected: () => ({}),
  AlarmFired: () => ({}),
}

/** What `evolve` knows. */
export const FACT_TYPES: ReadonlySet<string> = new Set(Object.keys(APPLY))

/** The case after one more fact. Pure: the same facts always fold to the same case. @throws {Error} facts that do not begin with `MessageTakenIn` */
export function evolve(current: Case | null, fact: Fact): Case {
  const before = current ?? taken(fact)
  const change = changeOf(fact.type)
  const clocks = afterAlarms(afterStarts(afterStops(before.clocks, fact), fact), fact)
  return {
    ...before,
    ...change(before, fact),
    clocks,
    facts: [...before.facts, fact],
    appliedKeys: before.appliedKeys.includes(fact.key) ? before.appliedKeys : [...before.appliedKeys, fact.key].slice(-KEYS_KEPT),
  }
}

/** @throws {Malformed} a fact that a newer release has recorded */
function changeOf(type: Fact['type']): (current: Case, fact: Fact) => Changes {
  if (!FACT_TYPES.has(type)) throw new Malformed(`This release does not know the fact ${type}`, { field: 'type', value: type })
  return APPLY[type] as (current: Case, fact: Fact) => Changes
}

function taken(fact: Fact): Case {
  if (fact.type !== 'MessageTakenIn') throw new Error(`A case begins with MessageTakenIn, not with ${fact.type}`)
  return {
    id: caseIdOf(fact.post.id),
    post: fact.post,
    classification: fact.classification,
    suggestion: fact.suggestion,
    state: 'in-review',
    topicId: null,
    districtId: null,
    placeName: null,
    importance: null,
    detectedAt: null,
    openedAt: fact.at,
    agencyId: null,
    returnedBy: [],
    refusal: null,
    dismissal: null,
    draft: null,
    earlierDrafts: [],
    rework: null,
    approvedVersion: null,
    publication: null,
    closedAt: null,
    firstClosedAt: null,
    clocks: [],
    facts: [],
    appliedKeys: [],
  }
}

const isRunning = (clock: Clock): boolean => clock.runningSince !== null

function afterStops(clocks: readonly Clock[], { stops }: Fact): readonly Clock[] {
  if (stops.length === 0) return clocks
  return clocks.map((clock) => {
    const stop = isRunning(clock) ? stops.find((one) => one.kind === clock.kind) : undefined
    return stop === undefined ? clock : { ...clock, runningSince: null, stoppedAt: stop.at }
  })
}

/** A recomputed clock takes the place of the running one of its kind: at most one runs. One that stands still takes the place of the one that stood,
 *  but for a change of importance: histories of every release keep both. */
function afterStarts(clocks: readonly Clock[], { starts, type }: Fact): readonly Clock[] {
  if (starts.length === 0) return clocks
  const superseded = new Set(starts.map((clock) => clock.kind))
  const standing = type === 'CalendarCorrected' ? starts.filter((clock) => !isRunning(clock)).map((clock) => heldBefore(clocks, clock)) : []
  return [...clocks.filter((clock) => !(isRunning(clock) && superseded.has(clock.kind)) && !standing.includes(clock)), ...starts]
}

const heldBefore = (clocks: readonly Clock[], { kind, generation }: Clock): Clock | undefined =>
  clocks.find((clock) => clock.kind === kind && clock.generation === generation - 1)

function afterAlarms(clocks: readonly Clock[], fact: Fact): readonly Clock[] {
  if (fact.type !== 'AlarmFired') return clocks
  return clocks.map((clock) => {
    const own = fact.alarms.filter((alarm) => alarm.kind === clock.kind && alarm.generation === clock.generation)
    if (own.length === 0) return clock
    const fired = own.map(({ stage, late }) => ({ stage, at: fact.at, late }))
    return { ...clock, fired: [...clock.fired, ...fired] }
  })
}
