import type { Attachment, Case, CaseId, Command, CommandMeta, Draft, Refusal } from '../../core/case.ts'
import type { Stored } from '../../core/documents.ts'
import { Conflict, PipelineError, Unavailable } from '../../core/errors.ts'
import { getCase } from '../../core/kept-case.ts'
import type { PublicationResult, Publisher } from '../../core/publisher.ts'
import type { Store } from '../../core/store.ts'
import type { Now } from '../../core/time.ts'
import type { Handled } from '../../sla-engine/handle.ts'
import { rest } from './account-rest.ts'
import { changed, type OwedPublication, publicationKey } from './owed-publication.ts'
import { approvedDraft } from './publish.ts'

export interface Speaking {
  readonly store: Store
  readonly now: Now
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  /** The connector that speaks for an agency's account on a platform; null: a person publishes and pastes the link. */
  readonly publisherFor: (item: Case, draft: Draft) => Publisher | null
  /** Whether the account of the draft is still one of the agency that has the case, where the message stands (p.14). */
  readonly owns: (item: Case, draft: Draft) => boolean
  readonly photo: (attachment: Attachment) => Promise<Uint8Array>
  readonly command: (caseId: CaseId, command: Command, meta: CommandMeta) => Promise<Handled>
  /** Told of everything that was put off, or that the case did not take. */
  readonly report: (publication: OwedPublication) => void
}

const ACTOR = { kind: 'system', id: 'publisher', name: 'publisher', role: null, agencyId: null } as const
/** Longer than any attempt lasts: after that another worker takes it up. */
const CLAIM_MS = 300_000
/** Nothing is sent so shortly before the claim ends: the request that is on its way has to come to its end within it. */
const CLAIM_MARGIN_MS = 60_000
const FIRST_TELL_AGAIN_MS = 500
const LAST_TELL_AGAIN_MS = 5000
const FIRST_RETRY_MS = 5000
const LAST_RETRY_MS = 900_000
/** Whoever waits for the answer hears of a delay this long, and may publish by hand. */
const TELL_AFTER_MS = 600_000

/**
 * One attempt to place one answer. It is claimed first, so that two workers never speak at once. An attempt that ended without a word may
 * have spoken, or may yet: whoever takes it up looks for the answer and, if it does not stand, asks a person instead of speaking again. An
 * account that is throttled rests afterwards.
 */
export async function speak(flow: Speaking, found: Stored<OwedPublication>, signal: AbortSignal): Promise<void> {
  const claimed = await write(flow, found, { state: 'sending', attempt: found.value.attempt + 1, retryAt: flow.now() + CLAIM_MS })
  if (claimed === null) return
  const answer = await answerOf(flow, claimed.value)
  if (answer === null) {
    await write(flow, claimed, { state: 'overtaken', retryAt: null })
    return
  }
  const hasBegun = found.value.state === 'sending'
  const result = await resultOf(() => (hasBegun ? lookFor(answer) : place(flow, claimed, answer, signal)))
  const tell = (): Promise<void> =>
    result instanceof Unavailable
      ? putOff(flow, claimed, { error: result, state: hasBegun ? 'sending' : 'put-off' })
      : record(flow, claimed, result, answer.draft.accountId)
  await untilTaken(flow, claimed, tell, signal)
}

/** What an attempt came to is known here alone: the store is told until it takes it, as long as the claim keeps others away. After that
 *  whoever takes the answer up looks for it on the platform. Telling twice changes nothing. */
async function untilTaken(flow: Speaking, claimed: Stored<OwedPublication>, tell: () => Promise<void>, signal: AbortSignal): Promise<void> {
  for (let pauseMs = FIRST_TELL_AGAIN_MS; ; pauseMs = Math.min(pauseMs * 2, LAST_TELL_AGAIN_MS)) {
    try {
      return await tell()
    } catch (error) {
      const isOurs = flow.now() + pauseMs < (claimed.value.retryAt ?? 0)
      if (!(error instanceof Unavailable) || !isOurs || signal.aborted) throw error
      await flow.sleep(pauseMs, signal)
    }
  }
}

/** A platform that does not answer is told apart from a store that does not, after which nobody may say that nothing was sent. */
async function resultOf(attempt: () => Promise<PublicationResult>): Promise<PublicationResult | Unavailable> {
  try {
    return await attempt()
  } catch (error) {
    if (error instanceof Unavailable) return error
    throw error
  }
}

interface Answer {
  readonly publisher: Publisher
  readonly current: Case
  readonly draft: Draft
}

/** Null when the case has moved on: a person has published it, or another version was approved. */
async function answerOf(flow: Speaking, { caseId, version }: OwedPublication): Promise<Answer | null> {
  const current = (await getCase(flow.store.documents, caseId))?.value
  const draft = current === undefined ? null : approvedDraft(current)
  if (current === undefined || draft === null || draft.version !== version) return null
  const publisher = flow.publisherFor(current, draft)
  return publisher === null ? null : { publisher, current, draft }
}

/** An account that is the agency's no more, a photo that is not there or an address that is not to be trusted is for a person to see to. @throws {Unavailable} */
async function place(
  flow: Speaking,
  claimed: Stored<OwedPublication>,
  { publisher, current, draft }: Answer,
  signal: AbortSignal,
): Promise<PublicationResult> {
  if (!flow.owns(current, draft)) return { kind: 'impossible', reason: `The account ${draft.accountId} is not one of the agency any more` }
  const speakBefore = (claimed.value.retryAt ?? 0) - CLAIM_MARGIN_MS
  try {
    const attachments = await Promise.all(draft.attachments.map(async (one) => ({ ...one, content: await flow.photo(one) })))
    const key = publicationKey(claimed.value)
    return await publisher.publish({ ...answerIn(current, draft), attachments, key, speakBefore }, signal)
  } catch (error) {
    if (!(error instanceof PipelineError) || !['dead-letter', 'exit'].includes(error.remedy)) throw error
    return { kind: 'impossible', reason: error.message }
  }
}

/** @throws {Unavailable} */
async function lookFor({ publisher, current, draft }: Answer): Promise<PublicationResult> {
  const standing = await publisher.standing(answerIn(current, draft))
  return standing ?? { kind: 'unknown', reason: 'an earlier attempt ended without a word' }
}

const answerIn = ({ post }: Case, { text, accountId }: Draft) => ({ inReplyTo: post, text, accountId: accountId ?? '' })

async function record(
  flow: Speaking,
  claimed: Stored<OwedPublication>,
  result: PublicationResult,
  accountId: string | null,
): Promise<void> {
  if (result.kind === 'impossible') await letRest(flow, claimed.value, result.restMs ?? 0)
  const told = await tellCase(flow, claimed.value, result.kind, commandFor(result, accountId))
  if (!told.ok) return recordRefused(flow, claimed, result, told.refusal)
  await write(flow, claimed, { state: result.kind, retryAt: null, reason: result.kind === 'published' ? null : result.reason })
}

const tellCase = (flow: Speaking, publication: OwedPublication, what: string, command: Command): Promise<Handled> =>
  flow.command(publication.caseId, command, { by: ACTOR, at: flow.now(), key: `publish:${publicationKey(publication)}:${what}` })

/** What stands and is not taken for the answer a person has to see to, who is given the link; a case that has moved on is told nothing more. */
async function recordRefused(flow: Speaking, claimed: Stored<OwedPublication>, result: PublicationResult, refusal: Refusal): Promise<void> {
  const isPublished = result.kind === 'published'
  const reason = isPublished ? `The answer stands at ${result.url}, and the case did not take it: ${refusal}` : result.reason
  if (isPublished) await tellCase(flow, claimed.value, 'refused', { type: 'report-publication-failure', reason, needsHuman: true })
  const refused = await write(flow, claimed, { state: isPublished ? 'unknown' : result.kind, retryAt: null, reason })
  if (refused !== null) flow.report(refused.value)
}

/** Before anything else is told: whoever is started anew after that must not ask the platform again. */
async function letRest({ store, now }: Speaking, { account }: OwedPublication, restMs: number): Promise<void> {
  if (restMs > 0) await rest(store, account, now() + restMs)
}

interface Silence {
  readonly error: Unavailable
  readonly state: 'sending' | 'put-off'
}

/** This answer waits longer each time. Others of the account wait only where the platform speaks of the account. */
async function putOff(flow: Speaking, claimed: Stored<OwedPublication>, { error, state }: Silence): Promise<void> {
  const { attempt } = claimed.value
  const waitMs = Math.max(msIn(error, 'retryAfterMs'), Math.min(FIRST_RETRY_MS * 2 ** (attempt - 1), LAST_RETRY_MS))
  await letRest(flow, claimed.value, msIn(error, 'restMs'))
  const { message, reason: cause = message } = error.details
  const reason = typeof cause === 'string' ? `${error.message}: ${cause}` : error.message
  const later = await write(flow, claimed, { state, retryAt: flow.now() + waitMs, reason })
  if (later !== null) flow.report(later.value)
  if (waitMs >= TELL_AFTER_MS)
    await tellCase(flow, claimed.value, 'put-off', { type: 'report-publication-failure', reason, needsHuman: false })
}

const msIn = ({ details }: Unavailable, advice: 'retryAfterMs' | 'restMs'): number => Number(details[advice] ?? 0)

/** The publication as it is then; null when another worker wrote first. */
async function write(
  flow: Speaking,
  found: Stored<OwedPublication>,
  changes: Partial<OwedPublication>,
): Promise<Stored<OwedPublication> | null> {
  const value = { ...found.value, ...changes, at: flow.now() }
  try {
    const result = await flow.store.documents.write(changed(found, value))
    return result.kind === 'written' ? { id: found.id, value, version: result.version } : null
  } catch (error) {
    if (error instanceof Conflict) return null
    throw error
  }
}

function commandFor(result: PublicationResult, accountId: string | null): Command {
  switch (result.kind) {
    case 'published':
      return { type: 'publish', url: result.url, where: 'in-place', reason: null, publishedAt: result.publishedAt, accountId }
    case 'impossible':
      return { type: 'report-publication-failure', reason: result.reason, needsHuman: false }
    case 'unknown':
      return { type: 'report-publication-failure', reason: result.reason, needsHuman: true }
  }
}
