import { isBlank } from '../../core/blank.ts'
import { isDismissed, type Publication } from '../../core/case.ts'
import type { Clock, ClockKind } from '../../core/clock.ts'
import { leaving, refuse, type Rule, type Situation, start, stops } from './decision.ts'
import { isOwnAccount, ownAccounts } from './drafting.ts'

const LINK = /^https?:\/\/\S+$/i

/** p.14. ANSWER stops at the publication time of the post, which lies between the approval and now. */
export const publish: Rule<'publish'> = (situation, { url, where, reason, publishedAt, accountId }) => {
  const { current, meta } = situation
  if (!LINK.test(url)) return refuse('link-missing', { field: 'url', value: url })
  if (!maySpeak(situation, where, accountId)) return refuse('foreign-account', { accountId })
  if (where === 'own-account' && isBlank(reason)) return refuse('fallback-without-reason', { field: 'reason' })
  const approvedAt = current.facts.findLast((fact) => fact.type === 'DraftApproved')?.at ?? meta.at
  const stood = Math.min(Math.max(publishedAt, approvedAt), meta.at)
  return [
    {
      type: 'AnswerPublished',
      url,
      where,
      reason,
      publishedAt: stood,
      effectiveAt: stood,
      stops: [
        ...stops(current, ['PUBLISH', 'DRAFT', 'RETURN', 'REWORK', 'APPROVE', 'ROUTE', 'REROUTE'], stood),
        ...stops(current, ['ANSWER'], stood),
      ],
    },
  ]
}

/** p.14: from an account of the agency itself, where the message stands from one on that platform. A fallback says which, unless the agency
 *  has none listed: then it is known by its link alone, as an answer is that was given by hand where the message stands. */
function maySpeak(situation: Situation, where: Publication['where'], accountId: string | null): boolean {
  const own = ownAccounts(situation)
  if (accountId === null) return where === 'in-place' || own.length === 0
  return where === 'in-place' ? isOwnAccount(situation, accountId) : own.some(({ id }) => id === accountId)
}

/** The connector could not place the answer: the executor sees why and publishes by hand (p.14). */
export const reportPublicationFailure: Rule<'report-publication-failure'> = (_, { reason, needsHuman }) => [
  { type: 'PublicationFailed', reason, needsHuman },
]

/** What was answered within a working day of the close, statistics keep the first one; what was dismissed or refused at any time. Whose T0 a refusal
 *  has ended gets a new one (p.20), the first stays in the history. */
export const reopen: Rule<'reopen'> = (situation, { reason }) => {
  const { current, meta, terms } = situation
  if (isBlank(reason)) return refuse('reason-missing', { field: 'reason' })
  const started = (...kinds: readonly ClockKind[]): readonly Clock[] => kinds.map((kind) => start(situation, kind, meta.at))
  if (current.state === 'refused' && current.detectedAt !== null)
    return [{ type: 'CaseReopened', reason, to: 'detected', ...leaving(current), starts: started('ROUTE', 'ANSWER') }]
  if (current.state === 'refused' || isDismissed(current)) return [{ type: 'CaseReopened', reason, to: 'in-review' }]
  const until = terms.reopenUntil(current.closedAt ?? meta.at)
  if (meta.at > until) return refuse('too-late-to-reopen', { until })
  return [{ type: 'CaseReopened', reason, starts: started('ANSWER', 'DRAFT') }]
}

export const comment: Rule<'comment'> = (_, { text }) =>
  isBlank(text) ? refuse('reason-missing', { field: 'text' }) : [{ type: 'CommentAdded', text }]
