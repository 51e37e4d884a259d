import type { Attachment } from '../../../core/case.ts'
import type { Instant } from '../../../core/time.ts'
import { randomKey } from '../wire/random-key.ts'

/** What the writer of an answer decides. */
export interface Written {
  readonly text: string
  readonly attachments: readonly Attachment[]
  /** Null: the answer is given by hand. */
  readonly accountId: string | null
}

/** Written over one version of the draft; null: over none. */
export interface Kept extends Written {
  readonly version: string | null
  /** Written here over another version, or in another tab, and not taken yet. */
  readonly before: readonly Written[]
  /** Names what is written: sent twice it is one act. */
  readonly key: string
  /** The key of what it was written over; null: it was the first. */
  readonly over: string | null
  /** When it was kept; 0: an earlier release did not say. */
  readonly at: Instant
}

export interface DraftPlace {
  readonly personId: string
  readonly caseId: string
}

export type Keeper = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

export const PREFIX = 'otklik.draft.'

/** Of a person: another one who signs in in this browser is not shown it. */
export const keyOf = ({ personId, caseId }: DraftPlace): string => `${PREFIX}${personId}.${caseId}`

/** What was written but not sent survives a closed page in this browser; null when nothing was, or it cannot be read. Written over a version
 *  that is not the draft's any more, it is the writer who says what becomes of it. An earlier release kept the text alone: the rest stands as
 *  in `current`. */
export function parseKept(kept: string | null, current: Written): Kept | null {
  if (kept === null) return null
  try {
    const value = JSON.parse(kept) as Partial<Kept> | null
    const written = writtenOf(value, current)
    if (value === null || written === null) return null
    const { version = null, before, key = randomKey(), over = null, at = 0 } = value
    return { ...written, version, before: listed(before).flatMap((one) => writtenOf(one, current) ?? []), key, over, at }
  } catch {
    return null
  }
}

/** An earlier release kept one text beside the draft, or null. */
const listed = <T>(value: readonly T[] | T | null | undefined): readonly T[] => [value ?? []].flat() as T[]

function writtenOf(value: Partial<Written> | null | undefined, current: Written): Written | null {
  if (typeof value?.text !== 'string') return null
  const { text, attachments, accountId = current.accountId } = value
  return { text, attachments: Array.isArray(attachments) ? attachments : current.attachments, accountId }
}

export const isSame = (left: Written, right: Written): boolean => contentOf(left) === contentOf(right)

const contentOf = ({ text, attachments, accountId }: Written): string => JSON.stringify([text, attachments.map(({ id }) => id), accountId])
