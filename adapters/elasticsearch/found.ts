import type { Version } from '../../core/documents.ts'
import type { SeqNo } from './bulk.ts'
import type { OutboxMessage } from './outbox-message.ts'

/** A document as it is in its index. */
export interface Source {
  readonly id: string
  readonly value: unknown
  readonly fields?: Readonly<Record<string, unknown>>
  readonly outbox?: readonly OutboxMessage[]
  readonly owes?: boolean
  /** Major version of the value; 1 where there is none. */
  readonly major?: number
  /** Names the write that made it what it is; goes with the document to any other index. */
  readonly writeId: string
}

export interface Found extends SeqNo {
  readonly index: string
  readonly id: string
  readonly source: Source
}

/** What a compare-and-set compares: place in an index would say something else once the document has moved to another. */
export const versionOf = ({ writeId }: Pick<Source, 'writeId'>): Version => writeId as Version
