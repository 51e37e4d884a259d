import type { CaseId } from '../../core/case.ts'
import type { Stored, Write } from '../../core/documents.ts'
import type { PublicationResult } from '../../core/publisher.ts'
import type { Instant } from '../../core/time.ts'

/** `owed` waits for its first attempt, `put-off` for a later one; `sending` is being tried; the others are the end. */
export type PublicationState = 'owed' | 'sending' | 'put-off' | 'overtaken' | PublicationResult['kind']

/** An approved version of an answer that a connector has to place: one document of `publications` each. */
export interface OwedPublication {
  readonly caseId: CaseId
  /** Of the draft. */
  readonly version: string
  /** `platform:account`: what one account owes is spoken one after another, accounts do not wait for each other. */
  readonly account: string
  readonly state: PublicationState
  /** Attempts begun. */
  readonly attempt: number
  /** Not tried before this instant; null: there is nothing left to try. */
  readonly retryAt: Instant | null
  /** Why it was put off or could not be placed. */
  readonly reason: string | null
  readonly at: Instant
}

/** Names the answer for ever, on the platform too. */
export const publicationKey = ({ caseId, version }: Pick<OwedPublication, 'caseId' | 'version'>): string => `${caseId}:${version}`

/** Found by its account only while there is something left to try, so that a look at what is due never reads what is done. */
export const owedWrite = (value: OwedPublication, mode: Write['mode']): Write => ({
  collection: 'publications',
  id: publicationKey(value),
  value,
  fields: { caseId: value.caseId, state: value.state, account: value.retryAt === null ? null : value.account, retryAt: value.retryAt },
  mode,
})

/** The next state of a stored one, over the version that was read. */
export const changed = ({ value, version }: Stored<OwedPublication>, changes: Partial<OwedPublication>): Write =>
  owedWrite({ ...value, ...changes }, { kind: 'replace', version })
