import type { RouteSuggestion } from '../core/agency.ts'
import type { Actor } from '../core/actor.ts'
import type { Case, Command, CommandMeta } from '../core/case.ts'
import { caseIdOf, isDismissed, needsCase } from '../core/case.ts'
import type { Classification } from '../core/classification.ts'
import { Misconfigured } from '../core/errors.ts'
import { saysTheMessage } from '../core/kept-case.ts'
import type { Post } from '../core/post.ts'
import type { Instant } from '../core/time.ts'
import { decide, type Deciding } from './decide/decide.ts'
import { leaving, SYSTEM } from './decide/decision.ts'
import { evolve } from './evolve.ts'

const NOTHING = { late: false, starts: [], stops: [] } as const

/**
 * A new case from a classified post. Where the suggestion is `auto`, the rule itself detects (T0, p.7) and routes at once;
 * what its authority or the classification does not allow, or whose terms lie beyond the calendar, is left to the curator.
 */
export function openCase(
  item: { readonly post: Post; readonly classification: Classification },
  suggestion: RouteSuggestion | null,
  at: Instant,
  deciding: Deciding,
): Case {
  const { post, classification } = item
  const id = caseIdOf(post.id)
  const taken = evolve(null, {
    type: 'MessageTakenIn',
    id: `${id}#1`,
    at,
    effectiveAt: at,
    by: SYSTEM,
    key: `take-in:${post.id}`,
    ...NOTHING,
    post,
    classification,
    suggestion,
  })
  return suggestion?.auto == null ? taken : routedByRule(taken, suggestion.auto, at, deciding)
}

function routedByRule(taken: Case, auto: NonNullable<RouteSuggestion['auto']>, at: Instant, deciding: Deciding): Case {
  const { topics, place, importance } = taken.classification
  const by: Actor = { kind: 'rule', id: auto.ruleId, name: auto.ruleId, role: null, agencyId: null }
  const steps: readonly Command[] = [
    {
      type: 'detect',
      topicId: topics[0]?.topicId ?? null,
      districtId: place?.districtId ?? null,
      placeName: place?.name ?? null,
      importance: importance.value,
    },
    { type: 'route', agencyId: auto.agencyId, overrideReason: null },
  ]
  let current = taken
  for (const command of steps) {
    const meta: CommandMeta = { by, at, key: `auto:${command.type}:${taken.id}` }
    const decision = decidedByRule(current, command, meta, deciding)
    if (decision === null) break
    current = decision.facts.reduce<Case>(evolve, current)
  }
  return current
}

/** Null where a person has to decide. Messages go on coming in while the calendar lacks its next year. */
function decidedByRule(current: Case, command: Command, meta: CommandMeta, deciding: Deciding) {
  try {
    const decision = decide(current, command, meta, deciding)
    return decision.ok ? decision : null
  } catch (error) {
    if (error instanceof Misconfigured) return null
    throw error
  }
}

/** The case after an edit or deletion of its post; the clocks run on. What was dismissed is judged anew when it asks for an answer now, and what was
 *  refused when nothing in it suggests any more what its words suggested then: a person says whether it stays refused (p.20). Null when the revision is
 *  the one it has. */
export function takeRevision(
  current: Case,
  item: { readonly post: Post; readonly classification: Classification },
  at: Instant,
): Case | null {
  if (current.post.rev === item.post.rev) return null
  // Words may come back to what they were: what counts is the reading that found them so.
  const key = `revision:${item.post.rev}@${item.post.collectedAt}`
  if (current.appliedKeys.includes(key)) return null
  return evolve(current, {
    type: 'MessageRevised',
    id: `${current.id}#${current.facts.length + 1}`,
    at: Math.max(at, current.facts.at(-1)?.at ?? at),
    effectiveAt: item.post.deletedAt ?? item.post.editedAt ?? at,
    by: SYSTEM,
    key,
    ...NOTHING,
    post: item.post,
    classification: item.classification,
    ...(isToBeJudgedAnew(current, item) && { backToReview: true, ...leaving(current) }),
  })
}

const isToBeJudgedAnew = (current: Case, item: Pick<Case, 'post' | 'classification'>): boolean =>
  needsCase(item) && (isDismissed(current) || (wasSuspected(current) && item.classification.refusals.length === 0))

/** Whether it was refused for what stood in its words. For what stands in a photo no edit of the words makes up. */
function wasSuspected({ state, facts }: Case): boolean {
  if (state !== 'refused') return false
  const refusedAt = facts.findLastIndex(({ type }) => type === 'MessageRefused')
  const said = facts.slice(0, refusedAt).findLast(saysTheMessage)
  return said !== undefined && said.classification.refusals.length > 0
}
