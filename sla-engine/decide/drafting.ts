import { isBlank } from '../../core/blank.ts'
import type { Agency } from '../../core/agency.ts'
import type { Case, Draft } from '../../core/case.ts'
import { contentHash } from '../../core/content-hash.ts'
import { refuse, type Rule, type Situation, start, stops } from './decision.ts'

/** p.11, p.13. A submission straight from the offer accepts it. */
export const submit: Rule<'submit'> = (situation, { text, attachments, accountId }) => {
  const { current, meta, directory } = situation
  if (isBlank(text)) return refuse('draft-is-empty', { field: 'text' })
  const maxLength = directory.maxLength(current.post.platform)
  if (maxLength !== null && text.length > maxLength) return refuse('too-long-for-platform', { length: text.length, maxLength })
  if (accountId !== null && !isOwnAccount(situation, accountId)) return refuse('foreign-account', { accountId })
  const content = JSON.stringify([text, attachments.map((one) => one.id), accountId])
  const ordinal = current.earlierDrafts.length + (current.draft === null ? 1 : 2)
  const draft: Draft = { version: `${ordinal}-${contentHash(content)}`, text, attachments, accountId, by: meta.by, at: meta.at }
  return [
    ...(current.state === 'offered'
      ? [{ type: 'AcceptedByAgency', tacit: false, stops: stops(current, ['RETURN'], meta.at) } as const]
      : []),
    { type: 'DraftSubmitted', draft, stops: stops(current, ['DRAFT', 'REWORK'], meta.at), starts: [start(situation, 'APPROVE', meta.at)] },
  ]
}

/** p.14: an answer is given only from an account of the agency itself. */
export const ownAccounts = ({ current, directory }: Pick<Situation, 'current' | 'directory'>): Agency['accounts'] =>
  current.agencyId === null ? [] : (directory.agency(current.agencyId)?.accounts ?? [])

/** The answer is spoken where the message stands: an account elsewhere cannot speak there. */
export const isOwnAccount = (of: Pick<Situation, 'current' | 'directory'>, accountId: string | null): boolean =>
  ownAccounts(of).some(({ id, platform }) => id === accountId && platform === of.current.post.platform)

/** p.12: not by the author, and for the very text that was seen. */
export const approve: Rule<'approve'> = (situation, { version }) => {
  const { current, meta } = situation
  if (current.draft?.by.id === meta.by.id) return refuse('author-cannot-approve')
  if (current.draft?.version !== version) return changedSince(version, current)
  return [{ type: 'DraftApproved', version, stops: stops(current, ['APPROVE'], meta.at), starts: [start(situation, 'PUBLISH', meta.at)] }]
}

const changedSince = (seen: string, { draft }: Case) => refuse('draft-changed', { seen, current: draft?.version })

/** p.12, p.21: the curator says what is wrong and never edits the text. */
export const askRework: Rule<'ask-rework'> = (situation, { code, comment, version }) => {
  const { current, meta, terms } = situation
  if (version !== null && current.draft?.version !== version) return changedSince(version, current)
  if (!terms.reworkCodes.has(code)) return refuse('reason-missing', { field: 'code', value: code })
  if (isBlank(comment)) return refuse('reason-missing', { field: 'comment' })
  return [
    { type: 'ReworkAsked', code, comment, stops: stops(current, ['APPROVE'], meta.at), starts: [start(situation, 'REWORK', meta.at)] },
  ]
}
