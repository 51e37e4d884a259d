import { Misconfigured } from '../../core/errors.ts'
import type { Store, StoreReading } from '../../core/store.ts'
import type { Instant } from '../../core/time.ts'

export type Work = 'rebuild' | 'migrate'

/** Lies in a store that is being filled: nothing may work on half of it. */
export interface Unfinished {
  readonly work: Work
  readonly begunAt: Instant
  /** Of a rebuild: everything that the log does not carry has been copied and compared. */
  readonly isCopied?: true
}

/** Of the mark among the `cursors`. */
export const UNFINISHED_ID = 'unfinished'

export const unfinishedIn = async (documents: StoreReading['documents']): Promise<Unfinished | null> =>
  (await documents.get<Unfinished>('cursors', UNFINISHED_ID))?.value ?? null

export async function markUnfinished({ documents }: Store, value: Unfinished): Promise<void> {
  await documents.write({ collection: 'cursors', id: UNFINISHED_ID, value, fields: {}, mode: { kind: 'put' } })
}

export const markFinished = ({ documents }: Store): Promise<boolean> => documents.remove('cursors', UNFINISHED_ID)

/** @throws {Misconfigured} a store that a command has not finished filling */
export async function assertFinished({ documents }: Pick<Store, 'documents'>): Promise<void> {
  const found = await unfinishedIn(documents)
  if (found === null) return
  throw new Misconfigured(`"otklik ${found.work}" has not finished filling this store: run it again to the end first`)
}
